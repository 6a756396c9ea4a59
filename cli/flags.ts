/**
 * Flags of a command line, checked against a list.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { usageFailure } from "./failure.ts";
import { didYouMean } from "./did_you_mean.ts";

/** One flag a command takes. */
export interface Flag {
  /** kebab-case, without the dashes. */
  readonly name: string;
  /** Whether a value follows. */
  readonly type: "boolean" | "string";
  /** One letter, for `-h`. */
  readonly short?: string;
  /** What the value is, for the help: `DIR`. */
  readonly placeholder?: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** The only values. */
  readonly choices?: readonly string[];
  /** Whether it may be given more than once. */
  readonly repeatable?: boolean;
}

/** A command line, taken apart. */
export interface ParsedFlags {
  /** The words that are no flags, in order. */
  readonly words: readonly string[];
  /** Whether a boolean flag was given (`--x`), denied (`--no-x`), or neither. */
  bool(name: string): boolean | undefined;
  /** The value of a flag, the last where it is repeated. */
  text(name: string): string | undefined;
  /** Every value of a flag, in order. */
  all(name: string): readonly string[];
}

interface Token {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/**
 * Takes a command line apart. Nothing is guessed: an unknown flag, a missing
 * or superfluous value, or a value that is not among the choices is refused.
 *
 * @example
 * ```ts
 * import { parseFlags } from "./flags.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const flags = parseFlags(["report", "--days", "7"], [
 *   { name: "days", type: "string", summary: "How far back" },
 * ]);
 * assertEquals(flags.words, ["report"]);
 * assertEquals(flags.text("days"), "7");
 * ```
 *
 * @throws {Failure} with exit code 2, naming the flag.
 */
export function parseFlags(
  args: readonly string[],
  flags: readonly Flag[],
): ParsedFlags {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(flags.map(option)),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<string, (string | boolean)[]>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const [name, value] = checked(token, flags);
    values.set(name, [...values.get(name) ?? [], value]);
  }
  refuseRepeats(values, flags);
  return {
    words,
    bool: (name) => values.get(name)?.findLast(isBoolean),
    text: (name) => values.get(name)?.findLast(isText),
    all: (name) => values.get(name)?.filter(isText) ?? [],
  };
}

function option(flag: Flag): [string, { type: Flag["type"]; short?: string }] {
  const { name, type, short } = flag;
  return [name, { type, ...(short === undefined ? {} : { short }) }];
}

function checked(
  token: Token,
  flags: readonly Flag[],
): [name: string, value: string | boolean] {
  const denied = token.name.replace(/^no-/, "");
  const flag = flags.find(({ name }) => name === token.name);
  if (flag === undefined) {
    const negated = flags.find(({ name, type }) =>
      name === denied && type === "boolean"
    );
    if (negated !== undefined) return [negated.name, false];
    throw unknownFlag(token, flags);
  }
  if (flag.type === "string") return [flag.name, textValue(token, flag, flags)];
  if (token.value !== undefined) {
    throw usageFailure(
      `Flag "--${flag.name}" takes no value, got "${token.value}"`,
    );
  }
  return [flag.name, true];
}

function textValue(token: Token, flag: Flag, flags: readonly Flag[]): string {
  const { value } = token;
  const swallowed = !token.inlineValue && value?.startsWith("--") === true &&
    flags.some(({ name }) => value === `--${name}`);
  if (value === undefined || swallowed) {
    throw usageFailure(
      `Flag "--${flag.name}" needs a value${placeholder(flag)}`,
      `Write "--${flag.name}=VALUE" where the value begins with dashes`,
    );
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw usageFailure(
      `Flag "--${flag.name}" must be ${
        flag.choices.join(" | ")
      }, got "${value}"`,
      ...didYouMean(value, flag.choices),
    );
  }
  return value;
}

function placeholder(flag: Flag): string {
  return flag.placeholder === undefined ? "" : ` (${flag.placeholder})`;
}

function unknownFlag(token: Token, flags: readonly Flag[]): Error {
  const names = flags.map(({ name }) => name);
  return usageFailure(
    `Unknown flag "${token.rawName}"`,
    ...didYouMean(token.name, names).map((text) => text.replace('"', '"--')),
    "Add --help to see every flag of this command",
  );
}

function refuseRepeats(
  values: ReadonlyMap<string, readonly unknown[]>,
  flags: readonly Flag[],
): void {
  for (const flag of flags) {
    const times = values.get(flag.name)?.length ?? 0;
    if (times > 1 && !flag.repeatable) {
      throw usageFailure(
        `Flag "--${flag.name}" was given ${times} times, it takes one value`,
      );
    }
  }
}

function isText(value: string | boolean): value is string {
  return typeof value === "string";
}

function isBoolean(value: string | boolean): value is boolean {
  return typeof value === "boolean";
}
