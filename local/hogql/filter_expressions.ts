/**
 * The HogQL inside property filters, parsed before the filters are used.
 *
 * @module
 */

import { type Expr, HogQLSyntaxError, parseExpr } from "../../hogql/mod.ts";
import type { PropertyFilter } from "./context.ts";
import { HogQLError } from "./errors.ts";

/**
 * What the keys of filters of type `hogql` say, by key.
 *
 * @throws {HogQLError} When one of them is no expression
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const filters = [{ type: "hogql", key: "1 + 1" }, { key: "plan" }];
 * const expressions = await filterExpressions(filters);
 * assertEquals([...expressions.keys()], ["1 + 1"]);
 * ```
 */
export async function filterExpressions(
  filters: readonly PropertyFilter[],
): Promise<Map<string, Expr>> {
  const expressions = new Map<string, Expr>();
  for (const { type, key = "", values } of filters) {
    for (const [text, expr] of await filterExpressions(values ?? [])) {
      expressions.set(text, expr);
    }
    if (type === "hogql") expressions.set(key, await parsed(key));
  }
  return expressions;
}

async function parsed(text: string): Promise<Expr> {
  try {
    return await parseExpr(text);
  } catch (error) {
    if (!(error instanceof HogQLSyntaxError)) throw error;
    throw new HogQLError(
      `Cannot read the property filter ${
        JSON.stringify(text)
      }: ${error.message}`,
      { code: "hogql_syntax_error" },
    );
  }
}
