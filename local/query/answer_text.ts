/**
 * From ClickHouse's rows to PostHog's. Rows stay text all the way, so a large
 * answer costs little more than its bytes; only moments are written anew.
 *
 * @module
 */

import { parseJson } from "../json_text.ts";
import { momentWriter } from "./moment_writer.ts";

/** The ClickHouse format that {@linkcode readAnswer} reads. */
export const ANSWER_FORMAT = "JSONCompactEachRowWithNamesAndTypes";

/** Rows and what they are. */
export interface AnswerText {
  /** Names, as ClickHouse calls the columns. */
  readonly names: readonly string[];
  /** ClickHouse types, one a column. */
  readonly types: readonly string[];
  /** One JSON array a row. */
  readonly rows: string[];
}

/**
 * Takes an answer of ClickHouse apart.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answer = readAnswer('["n"]\n["LowCardinality(String)"]\n["a"]\n');
 * assertEquals(answer, { names: ["n"], types: ["String"], rows: ['["a"]'] });
 * ```
 */
export function readAnswer(text: string): AnswerText {
  const [names = "[]", types = "[]", ...rows] = text.split("\n");
  if (rows.at(-1) === "") rows.pop();
  const raw = JSON.parse(types) as string[];
  return {
    names: JSON.parse(names) as string[],
    types: raw.map(withoutLowCardinality),
    rows: withMoments(rows, raw),
  };
}

/** How a value is stored is nobody's business but ClickHouse's. */
function withoutLowCardinality(type: string): string {
  return type.replace(/LowCardinality\(((?:Nullable\()?\w+\)?)\)/g, "$1");
}

/** `DateTime` in UTC is written by ClickHouse as PostHog does. */
const AS_IT_IS = /^(?:Nullable\()?DateTime\('UTC'\)\)?$/;

/** So is `DateTime64(6)`, unless a second is whole. */
const ALMOST_AS_IT_IS = /^(?:Nullable\()?DateTime64\(6, 'UTC'\)\)?$/;

function withMoments(rows: string[], types: readonly string[]): string[] {
  const timed = types.filter((type) =>
    type.includes("DateTime") && !AS_IT_IS.test(type)
  );
  if (timed.length === 0) return rows;
  const onlyWhole = timed.every((type) => ALMOST_AS_IT_IS.test(type));
  const writers = types.map(momentWriter);
  return rows.map((row) => {
    if (onlyWhole && !row.includes('.000000Z"')) return row;
    const values = parseJson(row) as unknown[];
    return JSON.stringify(
      values.map((value, index) => writers[index]?.(value) ?? value),
    );
  });
}
