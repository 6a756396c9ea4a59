/**
 * Formulas over the series of a trend: `A / B * 100`.
 *
 * @module
 */

import { QueryKindError } from "../kind_error.ts";

/** The numbers of each series, by its letter. */
export type Series = Readonly<Record<string, readonly number[]>>;

/**
 * Computes a formula point by point. A division by zero is 0, as PostHog
 * shows it.
 *
 * @throws {QueryKindError} Where the text is no formula over these letters
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(evaluateFormula("A / (A + B) * 100", { A: [1, 0], B: [3, 0] }), [
 *   25,
 *   0,
 * ]);
 * ```
 */
export function evaluateFormula(text: string, series: Series): number[] {
  const parser = new FormulaParser(text);
  const formula = parser.parse();
  const length = Math.max(
    0,
    ...Object.values(series).map((numbers) => numbers.length),
  );
  return Array.from({ length }, (_, index) => {
    const number = formula((letter) => {
      const numbers = series[letter];
      if (numbers === undefined) {
        throw wrongFormula(text, `there is no series ${letter}`);
      }
      return numbers[index] ?? 0;
    });
    return Number.isFinite(number) ? number : 0;
  });
}

type Formula = (numberOf: (letter: string) => number) => number;

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => b === 0 ? 0 : a / b,
};

class FormulaParser {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]|[-+*/()]|\S/g) ?? [];
  }

  parse(): Formula {
    const formula = this.#sum();
    if (this.#peek() !== undefined) this.#unexpected();
    return formula;
  }

  #sum(): Formula {
    return this.#chain(["+", "-"], () => this.#product());
  }

  #product(): Formula {
    return this.#chain(["*", "/"], () => this.#atom());
  }

  #chain(signs: readonly string[], part: () => Formula): Formula {
    let left = part();
    while (signs.includes(this.#peek() ?? "")) {
      const apply = OPERATORS[this.#take() ?? ""];
      const [a, b] = [left, part()];
      left = (numberOf) => apply?.(a(numberOf), b(numberOf)) ?? 0;
    }
    return left;
  }

  #atom(): Formula {
    const token = this.#take() ?? "";
    if (token === "-") {
      const inner = this.#atom();
      return (numberOf) => -inner(numberOf);
    }
    if (token === "(") {
      const inner = this.#sum();
      if (this.#take() !== ")") this.#unexpected();
      return inner;
    }
    if (/^[A-Za-z]$/.test(token)) {
      return (numberOf) => numberOf(token.toUpperCase());
    }
    if (!/^\d/.test(token)) this.#unexpected();
    return () => Number(token);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  #take(): string | undefined {
    return this.#tokens[this.#next++];
  }

  #unexpected(): never {
    throw wrongFormula(
      this.#text,
      "expected series like A, numbers, + - * / and parentheses",
    );
  }
}

function wrongFormula(text: string, reason: string): QueryKindError {
  return new QueryKindError(
    `Cannot compute the formula ${JSON.stringify(text)}: ${reason}`,
    { attr: "trendsFilter" },
  );
}
