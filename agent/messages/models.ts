/**
 * The model asked by default, and what models cost.
 *
 * @module
 */

/** Used unless a program or `ANTHROPIC_MODEL` names another. */
export const DEFAULT_MODEL = "claude-sonnet-5-5";

/** US dollars per million tokens, input and output: Anthropic's price list. */
const PRICES: Readonly<Record<string, readonly [number, number]>> = {
  "claude-haiku-5-5": [0.1, 0.5],
  "claude-sonnet-5-5": [2, 10],
  "claude-opus-5-5": [4, 20],
  "claude-fable-5-1": [10, 50],
};

/** Cache reads cost a tenth of plain input, cache writes a quarter more. */
const CACHE_READ = 0.1;
const CACHE_WRITE = 1.25;

/** Tokens of one or more requests. */
export interface Tokens {
  /** Read at the plain price. */
  readonly input: number;
  /** Written by the model. */
  readonly output: number;
  /** Read from the prompt cache. */
  readonly cacheRead: number;
  /** Written to the prompt cache. */
  readonly cacheWrite: number;
}

/** No tokens yet. */
export const NO_TOKENS: Tokens = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
};

/** The sum of two counts. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}

/**
 * What tokens cost.
 *
 * @returns US dollars, or `null` for a model whose price is not known here.
 *
 * @example
 * ```ts
 * import { costUsd, NO_TOKENS } from "@posthog-driver/posthog-driver/agent";
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = { ...NO_TOKENS, input: 1_000_000, output: 100_000 };
 * assertEquals(costUsd("claude-sonnet-5-5", tokens), 3);
 * assertEquals(costUsd("unknown", tokens), null);
 * ```
 */
export function costUsd(model: string, tokens: Tokens): number | null {
  const price = PRICES[model];
  if (price === undefined) return null;
  const [input, output] = price;
  const inputTokens = tokens.input + tokens.cacheRead * CACHE_READ +
    tokens.cacheWrite * CACHE_WRITE;
  return (inputTokens * input + tokens.output * output) / 1_000_000;
}
