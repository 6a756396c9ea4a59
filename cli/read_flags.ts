/**
 * Common flags, read as the types they stand for.
 *
 * @module
 */

import type { Format } from "./answer.ts";
import { parseDuration } from "./duration.ts";
import { usageFailure } from "./failure.ts";
import type { ParsedFlags } from "./flags.ts";

/** `--format`, `table` where it is not given. */
export function formatOf(flags: ParsedFlags): Format {
  const format = flags.text("format");
  return format === "json" || format === "csv" ? format : "table";
}

/** `--timeout` in milliseconds. */
export function timeoutOf(flags: ParsedFlags): number | undefined {
  const text = flags.text("timeout");
  return text === undefined ? undefined : parseDuration("timeout", text);
}

/**
 * A flag whose value is a whole number from `least` on.
 *
 * @throws {Failure} with exit code 2, naming the flag.
 */
export function countOf(
  flags: ParsedFlags,
  name: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: {
    least?: number;
    most?: number;
  } = {},
): number | undefined {
  const text = flags.text(name);
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(count >= least && count <= most)) {
    const bound = most === Number.MAX_SAFE_INTEGER
      ? `${least} or more`
      : `${least} to ${most}`;
    throw usageFailure(
      `Flag "--${name}" must be a whole number, ${bound}, got "${text}"`,
    );
  }
  return count;
}

/**
 * Checks that a command that takes no words got none.
 *
 * @throws {Failure} with exit code 2.
 */
export function refuseWords(flags: ParsedFlags, command: string): void {
  const [word] = flags.words;
  if (word !== undefined) {
    throw usageFailure(`"${command}" takes no words, got "${word}"`);
  }
}

/**
 * The single word a command takes.
 *
 * @throws {Failure} with exit code 2.
 */
export function onlyWord(flags: ParsedFlags, what: string): string {
  const [word, extra] = flags.words;
  if (word === undefined) {
    throw usageFailure(`Missing ${what}`, "Add --help to see an example");
  }
  if (extra !== undefined) {
    throw usageFailure(
      `Unexpected "${extra}" after ${what}`,
      "Put a text with spaces into quotes",
    );
  }
  return word;
}

/**
 * A flag whose value is a JSON object.
 *
 * @throws {Failure} with exit code 2, naming the flag.
 */
export function jsonObjectOf(
  flags: ParsedFlags,
  name: string,
): Record<string, unknown> | undefined {
  const text = flags.text(name);
  if (text === undefined) return undefined;
  const example = `For example: --${name} '{"days": 7}'`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageFailure(`Flag "--${name}" must be JSON: ${reason}`, example);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageFailure(`Flag "--${name}" must be a JSON object`, example);
  }
  return { ...value };
}
