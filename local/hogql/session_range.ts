/**
 * Sessions are computed from events: from how many is bounded by what a query
 * asks about time.
 *
 * @module
 */

import type { Expr, Field } from "../../hogql/mod.ts";
import { COMPARISON_FUNCTIONS, timeLiteral } from "./compare.ts";
import type { Scope, TableSource } from "./scope.ts";

/**
 * No session is longer. PostHog's libraries end one after a day; PostHog itself
 * looks this far around it.
 */
const LONGEST_SESSION = "toIntervalDay(3)";

/** Times of a session that lie within it. */
const SESSION_TIMES: readonly string[] = [
  "$start_timestamp",
  "$end_timestamp",
  "session_timestamp",
];

/** Leaves out events that are too far away to belong to a session asked for. */
export function narrowSessions(where: Expr | null, scope: Scope): void {
  if (where === null) return;
  for (const source of scope.sources) {
    if (source.kind !== "table") continue;
    const session = source.joins.get("session");
    if (session !== undefined && source.table.name === "events") {
      session.source.narrowing.push(
        ...bounds(where, source, ["timestamp"], scope),
      );
    }
    // In a join, a session that is left out would become one without values.
    if (source.table.name === "sessions" && scope.sources.length === 1) {
      source.narrowing.push(...bounds(where, source, SESSION_TIMES, scope));
    }
  }
}

/** Conditions on the events of sessions, from conditions that must all hold. */
function bounds(
  where: Expr,
  source: TableSource,
  names: readonly string[],
  scope: Scope,
): string[] {
  const isTime = (expr: Expr): boolean =>
    expr.node === "Field" && isColumn(expr, source, names, scope);
  return conjuncts(where).flatMap((part) => {
    if (part.node === "BetweenExpr" && !part.negated && isTime(part.expr)) {
      return [
        ...bound(">=", part.low, scope),
        ...bound("<=", part.high, scope),
      ];
    }
    const compared = comparison(part);
    if (compared === undefined) return [];
    const { left, op, right } = compared;
    if (isTime(left)) return bound(op, right, scope);
    return isTime(right) ? bound(MIRRORED[op] ?? "", left, scope) : [];
  });
}

function conjuncts(expr: Expr): readonly Expr[] {
  if (expr.node === "And") return expr.exprs.flatMap(conjuncts);
  return expr.node === "Call" && expr.name === "and"
    ? expr.args.flatMap(conjuncts)
    : [expr];
}

/** A comparison, written as an operator or as a function. */
function comparison(
  expr: Expr,
):
  | { readonly left: Expr; readonly op: string; readonly right: Expr }
  | undefined {
  if (expr.node === "CompareOperation") return expr;
  if (expr.node !== "Call") return undefined;
  const op = COMPARISON_FUNCTIONS.get(expr.name);
  const [left, right] = expr.args;
  return op === undefined || left === undefined || right === undefined
    ? undefined
    : { left, op, right };
}

const MIRRORED: Readonly<Record<string, string>> = {
  "==": "==",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function isColumn(
  { chain }: Field,
  source: TableSource,
  names: readonly string[],
  scope: Scope,
): boolean {
  const [first, second] = chain.map(String);
  if (chain.length === 2) {
    return first === source.name && names.includes(second ?? "");
  }
  return chain.length === 1 && names.includes(first ?? "") &&
    !scope.aliases.has(first ?? "");
}

function bound(op: string, value: Expr, scope: Scope): string[] {
  const time = timeOf(value, scope);
  if (time === undefined) return [];
  const from =
    `greaterOrEquals({t}.timestamp, minus(${time}, ${LONGEST_SESSION}))`;
  const to = `lessOrEquals({t}.timestamp, plus(${time}, ${LONGEST_SESSION}))`;
  switch (op) {
    case ">":
    case ">=":
      return [from];
    case "<":
    case "<=":
      return [to];
    case "==":
      return [from, to];
    default:
      return [];
  }
}

/** A time that is the same for all rows. */
function timeOf(value: Expr, scope: Scope): string | undefined {
  if (!isFixed(value)) return undefined;
  const { sql, type, constant } = scope.print(value);
  if (typeof constant === "string") {
    return timeLiteral(constant, scope.compilation.timezone);
  }
  const isTime = type.kind === "DateTime" || type.kind === "Date";
  return isTime && !type.nullable ? sql : undefined;
}

/** Functions of time that a bound may be made of. */
const FIXED: ReadonlySet<string> = new Set(
  ("now today yesterday toDateTime toDate toDateTime64 assumeNotNull toStartOfDay toStartOfWeek toStartOfMonth " +
    "toStartOfHour toStartOfInterval dateTrunc date_trunc minus plus subtractDays addDays toIntervalSecond " +
    "toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth toIntervalYear")
    .split(" "),
);

function isFixed(expr: Expr): boolean {
  switch (expr.node) {
    case "Constant":
      return true;
    case "ArithmeticOperation":
      return isFixed(expr.left) && isFixed(expr.right);
    case "Call":
      return FIXED.has(expr.name) && expr.args.every(isFixed);
    default:
      return false;
  }
}
