/**
 * Fills `{placeholders}`: values, variables and filters.
 *
 * @module
 */

import type { Expr, Query, SelectQuery } from "../../hogql/mod.ts";
import type { HogQLContext, QueryFilters, VariableValue } from "./context.ts";
import { dateBound } from "./date_range.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { valueOf } from "./expression.ts";
import { filtersCondition } from "./filters.ts";
import { type AnyNode, isNode, rewrite, visit } from "./rewrite.ts";
import { hintOf, nearest } from "./suggest.ts";

/** What placeholders are filled from. */
export interface PlaceholderValues {
  /** By name. */
  readonly values?: Readonly<Record<string, unknown>> | null;
  /** By id; the names are inside. */
  readonly variables?: Readonly<Record<string, VariableValue>> | null;
  /** What `{filters}` stands for. */
  readonly filters?: QueryFilters | null;
}

/** The same, with the HogQL inside the filters parsed. */
interface Given extends PlaceholderValues {
  readonly expressions: ReadonlyMap<string, Expr>;
}

type Placeholder = Extract<Expr, { node: "Placeholder" }>;

/**
 * The query with every placeholder filled.
 *
 * @throws {HogQLError} When there is nothing to fill one with
 */
export function fillPlaceholders(
  query: Query,
  given: Given,
  context: HogQLContext,
): Query {
  if (!hasPlaceholder(query)) return query;
  return fill(query, undefined, given, context);
}

function hasPlaceholder(query: Query): boolean {
  let found = false;
  visit(query, (node) => found ||= node.node === "Placeholder");
  return found;
}

/** The SELECT around a placeholder decides what its filters are about. */
function fill<Tree>(
  tree: Tree,
  select: SelectQuery | undefined,
  given: Given,
  context: HogQLContext,
): Tree {
  return rewrite(tree, (node) => {
    if (node.node === "SelectQuery" && node !== select) {
      const inner = node as SelectQuery;
      return fill(inner, inner, given, context);
    }
    if (isUnsetDate(node, given)) return valueOf(true);
    if (node.node !== "Placeholder") return undefined;
    const placeholder = node as Placeholder;
    return replacement(
      placeholder,
      chainOf(placeholder),
      select,
      given,
      context,
    );
  });
}

function chainOf({ expr }: Placeholder): readonly string[] {
  if (expr.node === "Field") return expr.chain.map(String);
  return expr.node === "Placeholder" ? chainOf(expr) : [];
}

function replacement(
  placeholder: Placeholder,
  chain: readonly string[],
  select: SelectQuery | undefined,
  given: Given,
  context: HogQLContext,
): Expr {
  const [head = ""] = chain;
  const values = given.values ?? {};
  if (chain.length > 0 && Object.hasOwn(values, head)) {
    return valueOf(at(values[head], chain.slice(1)));
  }
  if (head === "variables" && chain.length === 2) {
    return variable(chain[1] ?? "", placeholder, given, context);
  }
  if (head === "filters") {
    if (chain.length > 1) return date(chain, placeholder, given, context);
    return fill(
      filtersCondition(given.filters ?? {}, select, context, given.expressions),
      select,
      given,
      context,
    );
  }
  throw new HogQLError(
    `Unresolved placeholder: {${chain.join(".")}}`,
    placeOf(placeholder),
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === "object" && part !== null && Object.hasOwn(part, key)
        ? Object.entries(part).find(([name]) => name === key)?.[1]
        : null,
    value,
  );
}

function variable(
  name: string,
  placeholder: Placeholder,
  given: Given,
  context: HogQLContext,
): Expr {
  const known = [
    ...Object.values(given.variables ?? {}),
    ...(context.variables ?? []),
  ];
  const found = known.find((variable) => variable.code_name === name);
  if (found === undefined) {
    const names = known.map((variable) => variable.code_name);
    const near = nearest(name, names);
    throw new HogQLError(
      near === undefined
        ? `Variable ${name} does not exist${hintOf(name, names)}`
        : `Variable ${name} is missing from query. Did you mean: ${near}?`,
      placeOf(placeholder),
    );
  }
  return valueOf(found.isNull ? null : found.value ?? null);
}

const DATE_PATHS: Readonly<Record<string, "date_from" | "date_to">> = {
  "filters.dateRange.from": "date_from",
  "filters.dateRange.to": "date_to",
};

function date(
  chain: readonly string[],
  placeholder: Placeholder,
  given: Given,
  context: HogQLContext,
): Expr {
  const bound = DATE_PATHS[chain.join(".")];
  if (bound === undefined) {
    throw new HogQLError(
      `Unsupported filters placeholder \`{${
        chain.join(".")
      }}\`. Use {filters}, {filters.dateRange.from} or {filters.dateRange.to}`,
      placeOf(placeholder),
    );
  }
  return dateBound(given.filters?.dateRange, bound, context) ?? valueOf(null);
}

/** A comparison with a date that is not set holds for everything. */
function isUnsetDate(node: AnyNode, given: Given): boolean {
  if (
    node.node !== "CompareOperation" ||
    Object.hasOwn(given.values ?? {}, "filters")
  ) {
    return false;
  }
  return Object.values(node).some((part) => {
    if (!isNode(part) || part.node !== "Placeholder") return false;
    const bound = DATE_PATHS[chainOf(part as Placeholder).join(".")];
    if (bound === undefined) return false;
    const value = given.filters?.dateRange?.[bound];
    return !value || value === "all";
  });
}
