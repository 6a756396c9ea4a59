/**
 * Comparisons: always true or false, never NULL.
 *
 * @module
 */

import { HogQLError } from "./errors.ts";
import { stringLiteral } from "./literal.ts";
import type { Printed } from "./printed.ts";
import type { Scope } from "./scope.ts";
import { type HogQLType, of } from "./type.ts";
import { refuseMixedComparison } from "./wrong_type.ts";

/** What a comparison gives when one side is NULL, and when both are. */
interface Operator {
  /** Prints it for sides that are not NULL. */
  readonly print: (left: string, right: string) => string;
  /** The outcome with a NULL side. */
  readonly whenNull: 0 | 1;
  /** The outcome with two NULL sides, where it is another. */
  readonly bothNull?: 0 | 1;
}

const call = (name: string) => (left: string, right: string): string =>
  `${name}(${left}, ${right})`;
const not = (print: Operator["print"]) => (left: string, right: string) =>
  `not(${print(left, right)})`;
const matchAnyCase = (left: string, right: string): string =>
  `match(${left}, concat('(?i)', ${right}))`;

const OPERATORS: Readonly<Record<string, Operator>> = {
  "==": { print: call("equals"), whenNull: 0, bothNull: 1 },
  "!=": { print: call("notEquals"), whenNull: 1, bothNull: 0 },
  "<": { print: call("less"), whenNull: 0 },
  "<=": { print: call("lessOrEquals"), whenNull: 0 },
  ">": { print: call("greater"), whenNull: 0 },
  ">=": { print: call("greaterOrEquals"), whenNull: 0 },
  "like": { print: call("like"), whenNull: 0, bothNull: 1 },
  "not like": { print: call("notLike"), whenNull: 1, bothNull: 0 },
  "ilike": { print: call("ilike"), whenNull: 0, bothNull: 1 },
  "not ilike": { print: call("notILike"), whenNull: 1, bothNull: 0 },
  "=~": { print: call("match"), whenNull: 0 },
  "!~": { print: not(call("match")), whenNull: 1 },
  "=~*": { print: matchAnyCase, whenNull: 0 },
  "!~*": { print: not(matchAnyCase), whenNull: 1 },
};

/** The same comparisons, written as functions. */
export const COMPARISON_FUNCTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    equals: "==",
    notEquals: "!=",
    less: "<",
    lessOrEquals: "<=",
    greater: ">",
    greaterOrEquals: ">=",
    like: "like",
    notLike: "not like",
    ilike: "ilike",
    notILike: "not ilike",
    in: "in",
    notIn: "not in",
  }),
);

const ORDER: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];
const BOOLEAN: HogQLType = of("Boolean");

/**
 * Prints `left op right`.
 *
 * @throws {HogQLError} When there is no such operator
 */
export function printComparison(
  op: string,
  left: Printed,
  right: Printed,
  scope: Scope,
): Printed {
  if (op === "in" || op === "not in") return membership(op, left, right);
  const operator = OPERATORS[op];
  if (operator === undefined) {
    throw new HogQLError(`Unsupported comparison operator: ${op}`);
  }
  if (left.constant === null || right.constant === null) {
    return withNull(op, operator, left, right);
  }
  if (ORDER.includes(op)) refuseMixedComparison(left, right);
  const [a, b] = alike(op, left, right, scope);
  const sql = operator.print(a.sql, b.sql);
  return { sql: settled(sql, operator, a, b, scope), type: BOOLEAN };
}

/** NULL written out: `x = NULL` asks whether x is NULL. */
function withNull(
  op: string,
  operator: Operator,
  left: Printed,
  right: Printed,
): Printed {
  const both = operator.bothNull ?? operator.whenNull;
  if (left.constant === null && right.constant === null) {
    return { sql: String(both), type: BOOLEAN };
  }
  const side = left.constant === null ? right : left;
  if (op === "==" || op === "!=") {
    const test = op === "==" ? "isNull" : "isNotNull";
    return { sql: `${test}(${side.sql})`, type: BOOLEAN };
  }
  if (both === operator.whenNull) {
    return { sql: String(both), type: BOOLEAN };
  }
  const test = both === 1 ? "isNull" : "isNotNull";
  return { sql: `${test}(${side.sql})`, type: BOOLEAN };
}

/** Replaces NULL by an answer, where NULL can come out. */
function settled(
  sql: string,
  { whenNull, bothNull }: Operator,
  left: Printed,
  right: Printed,
  scope: Scope,
): string {
  if (scope.joining) return sql;
  if (!left.type.nullable && !right.type.nullable) return sql;
  const bothCanBe = left.type.nullable && right.type.nullable;
  if (!bothCanBe || bothNull === undefined) {
    return `ifNull(${sql}, ${whenNull})`;
  }
  return bothNull === 1
    ? `ifNull(${sql}, and(isNull(${left.sql}), isNull(${right.sql})))`
    : `ifNull(${sql}, or(isNotNull(${left.sql}), isNotNull(${right.sql})))`;
}

/** Brings both sides to forms that compare fast and mean the same. */
function alike(
  op: string,
  left: Printed,
  right: Printed,
  scope: Scope,
): readonly [Printed, Printed] {
  if (!ORDER.includes(op)) return [left, right];
  if (left.type.kind === "DateTime") return times(left, right, scope);
  if (right.type.kind === "DateTime") {
    const [b, a] = times(right, left, scope);
    return [a, b];
  }
  if (op !== "==" && op !== "!=") return [left, right];
  return [plainText(left, right), plainText(right, left)];
}

/** A property compared with plain text need not be unquoted first. */
function plainText(side: Printed, other: Printed): Printed {
  if (side.plain === undefined || !isPlain(other.constant)) return side;
  return { sql: side.plain, type: of("String") };
}

/** Text that is the same inside JSON, and that a missing property never is. */
function isPlain(value: unknown): boolean {
  // deno-lint-ignore no-control-regex
  return typeof value === "string" && /^[^"\\\x00-\x1f\x7f]+$/.test(value);
}

function times(
  time: Printed,
  other: Printed,
  scope: Scope,
): readonly [Printed, Printed] {
  const bare = time.instant === undefined
    ? time
    : { ...time, sql: time.instant };
  if (other.type.kind === "DateTime") {
    return [
      bare,
      other.instant === undefined ? other : { ...other, sql: other.instant },
    ];
  }
  if (typeof other.constant === "string") {
    const literal = timeLiteral(other.constant, scope.compilation.timezone);
    if (literal !== undefined) {
      return [bare, { sql: literal, type: of("DateTime") }];
    }
  }
  return [time, other];
}

/** A time written as text, as an instant in the project's time zone. */
export function timeLiteral(
  text: string,
  timezone: string,
): string | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/
      .exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "00:00:00", offset] = match;
  const clock = time.length === 5 ? `${time}:00` : time;
  if (offset !== undefined && offset !== "Z") {
    return `parseDateTime64BestEffort(${stringLiteral(text)}, 6, ${
      stringLiteral(timezone)
    })`;
  }
  const zone = offset === "Z" ? "UTC" : timezone;
  return `toDateTime64(${stringLiteral(`${date} ${clock}`)}, 6, ${
    stringLiteral(zone)
  })`;
}

/** The constants of a list that is being searched. */
function membership(op: string, left: Printed, right: Printed): Printed {
  const name = op === "in" ? "in" : "notIn";
  const sql = `${name}(${left.sql}, ${right.sql})`;
  return { sql, type: BOOLEAN };
}
