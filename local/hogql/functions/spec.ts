/**
 * How a function of HogQL is described.
 *
 * @module
 */

import type { Expr } from "../../../hogql/mod.ts";
import type { Printed } from "../printed.ts";
import type { Scope } from "../scope.ts";
import {
  arrayOf,
  common,
  type HogQLType,
  nullable,
  of,
  required,
  UNKNOWN,
} from "../type.ts";

/** One call, with its arguments printed. */
export interface CallSite {
  /** The name as written. */
  readonly name: string;
  /** The arguments. */
  readonly args: readonly Printed[];
  /** The parameters of a parametric aggregate. */
  readonly params: readonly Printed[];
  /** The arguments as written. */
  readonly nodes: readonly Expr[];
  /** Where the call stands. */
  readonly scope: Scope;
}

/** What the type of a call depends on. */
export type Returns = HogQLType | ((site: CallSite) => HogQLType);

/** A function or an aggregate. */
export interface FunctionSpec {
  /** PostHog's name. */
  readonly name: string;
  /** Fewest arguments. */
  readonly min: number;
  /** Most arguments. */
  readonly max: number;
  /** The type of the result. */
  readonly returns: Returns;
  /** Whether it aggregates rows. */
  readonly aggregate?: boolean;
  /** How many parameters it takes; none when absent. */
  readonly params?: readonly [min: number, max: number];
  /** ClickHouse's name, where it is another. */
  readonly native?: string;
  /** Prints the call in its own way. */
  readonly print?: (site: CallSite) => string;
}

/** Short codes for results in the tables of functions. */
const CODES: Readonly<Record<string, Returns>> = {
  S: whenArgumentsAre(of("String")),
  I: whenArgumentsAre(of("Integer")),
  F: whenArgumentsAre(of("Float")),
  B: whenArgumentsAre(of("Boolean")),
  D: whenArgumentsAre(of("Date")),
  T: whenArgumentsAre(of("DateTime")),
  U: whenArgumentsAre(of("UUID")),
  V: of("Interval"),
  /** Never NULL. */
  "I!": of("Integer"),
  "F!": of("Float"),
  "B!": of("Boolean"),
  "S!": of("String"),
  "T!": of("DateTime"),
  "D!": of("Date"),
  AS: arrayOf(of("String")),
  AI: arrayOf(of("Integer")),
  A: arrayOf(UNKNOWN),
  /** The same as the first argument. */
  "1": (site) => site.args[0]?.type ?? UNKNOWN,
  /** An array of what the first argument is. */
  A1: (site) => arrayOf(site.args[0]?.type ?? UNKNOWN),
  /** An element of the first argument. */
  E: (site) => site.args[0]?.type.item ?? UNKNOWN,
  /** What all arguments have in common. */
  C: (site) => common(site.args.map((argument) => argument.type)),
  /** The second argument, an array. */
  "2": (site) => site.args[1]?.type ?? UNKNOWN,
  "?": UNKNOWN,
};

/** A result that is NULL only when an argument is. */
export function whenArgumentsAre(type: HogQLType): Returns {
  return (site) =>
    site.args.some((argument) => argument.type.nullable)
      ? nullable(type)
      : required(type);
}

/**
 * Reads a table of functions. A line is `code: name:arity name:arity…`; an
 * arity is `2`, `1-3` or `1+`, and `name=native:arity` renames.
 */
export function readTable(
  text: string,
  extra: Partial<FunctionSpec> = {},
): FunctionSpec[] {
  return text.trim().split("\n").flatMap((line) => {
    const [code = "", ...rest] = line.trim().split(": ");
    const returns = CODES[code];
    if (returns === undefined) throw new Error(`Unknown code "${code}"`);
    return rest.join(": ").trim().split(/\s+/).map((entry) =>
      readEntry(entry, returns, extra)
    );
  });
}

function readEntry(
  entry: string,
  returns: Returns,
  extra: Partial<FunctionSpec>,
): FunctionSpec {
  const match = /^(\w+)(?:=(\w+))?:(\d+)(?:-(\d+)|(\+))?$/.exec(entry);
  if (match === null) throw new Error(`Cannot read "${entry}"`);
  const [, name = "", native, least = "0", most, more] = match;
  const min = Number(least);
  const max = more === undefined ? Number(most ?? least) : Infinity;
  return {
    name,
    min,
    max,
    returns,
    ...(native === undefined ? {} : { native }),
    ...extra,
  };
}
