/**
 * Values for the `{placeholders}` of a query. They travel beside the text,
 * and PostHog quotes them: nothing is ever spliced into HogQL.
 *
 * @module
 */

import type { ValidationError } from "./errors.ts";
import { invalid } from "./failure.ts";
import { tokenize } from "./hogql_tokens.ts";
import { isNumber, isText } from "./kinds.ts";

/** What a placeholder can stand for. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly QueryValue[];

/** Values by the name of their placeholder. */
export type QueryValues = Readonly<Record<string, QueryValue>>;

/** A query ready to be sent. */
export interface BoundQuery {
  /** The text. */
  readonly hogql: string;
  /** JSON values by name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** PostHog fills these in itself. */
const BUILT_IN: readonly string[] = ["filters", "variables"];

/**
 * Checks values and turns them into JSON. A `Date` becomes
 * `toDateTime({name})` in the text, because a bare string would be read as a
 * time in the project's zone, and an instant has none.
 *
 * @throws {ValidationError} For a placeholder without a value, and for a
 * value that JSON cannot carry.
 */
export function bindValues(hogql: string, values: QueryValues): BoundQuery {
  const bound: Record<string, unknown> = {};
  let text = hogql;
  for (const { name, start, end } of placeholdersIn(hogql).reverse()) {
    if (BUILT_IN.includes(name)) continue;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw missing(name, values);
    const expression = express(name, value, bound);
    text = text.slice(0, start) + expression + text.slice(end);
  }
  return { hogql: text, values: bound };
}

/** `{name}`, wherever it stands. */
function placeholdersIn(
  hogql: string,
): { name: string; start: number; end: number }[] {
  const tokens = tokenize(hogql);
  return tokens.flatMap(({ text, start }, index) => {
    const [name, close] = tokens.slice(index + 1, index + 3);
    return text === "{" && name?.kind === "word" && close?.text === "}"
      ? [{ name: hogql.slice(name.start, name.end), start, end: close.end }]
      : [];
  });
}

function express(
  name: string,
  value: QueryValue,
  bound: Record<string, unknown>,
): string {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw wrong(name, "an invalid Date");
    bound[name] = value.toISOString();
    return `toDateTime({${name}})`;
  }
  if (Array.isArray(value) && value.some(needsExpression)) {
    const items = value.map((item, index) =>
      express(`${name}__${index}`, item, bound)
    );
    return `[${items.join(", ")}]`;
  }
  bound[name] = jsonOf(name, value);
  return `{${name}}`;
}

function needsExpression(value: QueryValue): boolean {
  return value instanceof Date ||
    Array.isArray(value) && value.some(needsExpression);
}

function jsonOf(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonOf(name, item));
  if (value === null || isText(value) || typeof value === "boolean") {
    return value;
  }
  if (isNumber(value) && Number.isFinite(value)) return value;
  const isOther = value !== undefined && !isNumber(value);
  throw wrong(name, isOther ? `a ${typeof value}` : String(value));
}

function missing(name: string, values: QueryValues): ValidationError {
  const given = Object.keys(values).map((key) => `"${key}"`).join(", ");
  return invalid(
    "query PostHog",
    `the placeholder {${name}} has no value; given: ${given || "none"}`,
    "missing_value",
    `Pass it: query(hogql, { values: { ${name}: … } })`,
    name,
  );
}

function wrong(name: string, found: string): ValidationError {
  return invalid(
    "query PostHog",
    `value "${name}" is ${found}; expected a string, finite number, boolean, Date, null or a list of these`,
    "invalid_value",
    "Pass large integers as strings and convert them with toInt()",
    name,
  );
}
