/**
 * What a SELECT returns: its expressions, their names, and `*`.
 *
 * @module
 */

import type { Expr, Field } from "../../hogql/mod.ts";
import { linearPattern, type Pattern } from "../pattern.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { printHogQL } from "./hogql_text.ts";
import { identifier } from "./literal.ts";
import { type Printed, printed } from "./printed.ts";
import { resolve } from "./resolve_field.ts";
import type { OutputColumn, Scope, Source } from "./scope.ts";

/** The list, printed. */
export interface SelectList {
  /** SQL of each item. */
  readonly items: readonly string[];
  /** What it returns. */
  readonly columns: readonly OutputColumn[];
}

/** Names that would read as something else. */
const RESERVED: readonly string[] = ["true", "false", "null", "team_id"];

interface Item {
  readonly value: Printed;
  readonly name: string;
  readonly isAlias: boolean;
}

/**
 * Prints the select list and takes its aliases into the scope.
 *
 * @throws {HogQLError} When an alias is given twice, or `*` has nothing to stand for
 */
export function printSelectList(
  exprs: readonly Expr[],
  scope: Scope,
): SelectList {
  const items = exprs.flatMap((expr) => printItem(expr, scope));
  if (items.length === 0) throw new HogQLError("No column is left to select");
  const last = new Map(items.map((item, index) => [item.name, index]));
  const aliases = new Set(
    items.filter((item) => item.isAlias).map((item) => item.name),
  );
  return {
    items: items.map((item, index) => {
      const isNamed = item.isAlias ||
        (last.get(item.name) === index && !aliases.has(item.name));
      const isItself = item.value.sql === identifier(item.name);
      return isNamed && !isItself
        ? `${item.value.sql} AS ${identifier(item.name)}`
        : item.value.sql;
    }),
    columns: items.map(({ name, value }) => ({ name, type: value.type })),
  };
}

function printItem(expr: Expr, scope: Scope): Item[] {
  if (expr.node === "Field" && expr.chain.at(-1) === "*") {
    return expandStar(expr, scope);
  }
  if (expr.node === "ColumnsExpr") return selectColumns(expr, scope);
  if (expr.node !== "Alias") {
    return [{
      value: scope.print(expr),
      name: columnName(expr),
      isAlias: false,
    }];
  }
  if (RESERVED.includes(expr.alias)) {
    throw new HogQLError(
      `"${expr.alias}" cannot be an alias or identifier, as it's a reserved keyword`,
      placeOf(expr),
    );
  }
  if (scope.aliases.has(expr.alias)) {
    throw new HogQLError(
      `Cannot redefine an alias with the name: ${expr.alias}`,
      placeOf(expr),
    );
  }
  const value = scope.print(expr.expr);
  scope.aliases.set(expr.alias, printed(identifier(expr.alias), value.type));
  return [{ value, name: expr.alias, isAlias: true }];
}

/** A field is called by its last name, anything else by its text. */
function columnName(expr: Expr): string {
  if (expr.node === "Field") {
    return String(expr.chain.at(-1)).replaceAll("%", "_");
  }
  if (expr.node === "ArrayAccess" && expr.property.node === "Constant") {
    const { value } = expr.property;
    if (typeof value === "string") return value.replaceAll("%", "_");
  }
  return printHogQL(expr).replaceAll("%", "_");
}

function expandStar(star: Field, scope: Scope): Item[] {
  if (scope.sources.length === 0) {
    throw new HogQLError(
      "Cannot use '*' when there are no tables in the query",
      placeOf(star),
    );
  }
  const qualifier = star.chain.slice(0, -1).join(".");
  const sources = qualifier === ""
    ? scope.sources
    : scope.sources.filter((source) => source.name === qualifier);
  if (sources.length === 0) {
    throw new HogQLError(
      `Unable to resolve field: ${star.chain.join(".")}`,
      placeOf(star),
    );
  }
  return sources.flatMap((source) => starOf(source, scope, star));
}

function starOf(source: Source, scope: Scope, star: Field): Item[] {
  return starNames(source).flatMap((name) => {
    const value = resolve(source, [name], scope, star);
    return value === undefined ? [] : [{ value, name, isAlias: false }];
  });
}

function starNames(source: Source): string[] {
  if (source.kind === "select") return [...source.columns.keys()];
  return Object.entries(source.table.fields).filter(([name, field]) =>
    field.kind === "column"
      ? field.hidden !== true
      : field.kind === "path" && name === "person_id"
  ).map(([name]) => name);
}

interface ColumnsExpr {
  readonly regex?: string | null;
  readonly columns?: readonly Expr[] | null;
  readonly exclude?: readonly string[] | null;
}

/** `COLUMNS('regex')`, `COLUMNS(a, b)`, `* EXCLUDE (a)`. */
function selectColumns(expr: Expr & ColumnsExpr, scope: Scope): Item[] {
  if (expr.columns) {
    return expr.columns.flatMap((part) => printItem(part, scope));
  }
  const star: Field = { node: "Field", chain: ["*"] };
  const all = expandStar(star, scope);
  const excluded = new Set(expr.exclude ?? []);
  const pattern = expr.regex ? asPattern(expr.regex, expr) : undefined;
  return all.filter(({ name }) =>
    !excluded.has(name) && pattern?.(name) !== false
  );
}

function asPattern(text: string, expr: Expr): Pattern {
  const pattern = linearPattern(text);
  if (pattern !== undefined) return pattern;
  throw new HogQLError(
    `COLUMNS expects a regular expression, found '${text}'`,
    placeOf(expr),
  );
}
