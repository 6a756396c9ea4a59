/**
 * HogQL to ClickHouse SQL.
 *
 * @module
 */

import { HogQLSyntaxError, parseSelect, type Query } from "../../hogql/mod.ts";
import { Compilation } from "./compilation.ts";
import type { HogQLContext, QueryModifiers } from "./context.ts";
import { HogQLError } from "./errors.ts";
import { filterExpressions } from "./filter_expressions.ts";
import { queryText } from "./hogql_text.ts";
import { lossyConstructs } from "./lossy.ts";
import { refuseOffset } from "./offset.ts";
import { fillPlaceholders, type PlaceholderValues } from "./placeholders.ts";
import { printExpr } from "./print_expr.ts";
import { printQuery } from "./print_select.ts";
import { findReferences } from "./references.ts";
import { type Printer, Scope } from "./scope.ts";
import { syntaxHint } from "./syntax_hint.ts";

/** What comes with a query. */
export interface CompileOptions extends PlaceholderValues {
  /** Choices about persons and time zones. */
  readonly modifiers?: QueryModifiers | null;
  /**
   * Whether the result gets a limit; queries that only feed another do not.
   *
   * @default {true}
   */
  readonly limited?: boolean;
}

/** A query that is ready to run. */
export interface CompiledQuery {
  /** ClickHouse SQL, with the settings that HogQL relies on. */
  readonly sql: string;
  /** The query as it was understood, in HogQL. */
  readonly hogql: string;
  /** Names of the columns, in order; the same name may come twice. */
  readonly columns: readonly string[];
  /** Most rows PostHog returns; `null` where it is not one plain number. */
  readonly limit: number | null;
  /**
   * Whether the query said no limit. The SQL then asks for one row more than
   * `limit`, which tells whether there are more and is not part of the result.
   */
  readonly limitIsDefault: boolean;
  /** Tables that are read. */
  readonly tables: readonly string[];
  /** What a careful reader should know. */
  readonly warnings: readonly string[];
}

/**
 * What HogQL takes for granted: NULL is found in lists that contain it, and a
 * mixture of types is an error rather than a type of its own. The optimization
 * that is left out fails on aggregates inside OR (ClickHouse 26.7).
 */
const SETTINGS =
  "SETTINGS transform_null_in = 1, use_variant_as_common_type = 0, optimize_or_like_chain = 0";

const PRINTER: Printer = { expr: printExpr, query: printQuery };

/**
 * Compiles a query.
 *
 * @throws {HogQLError} When the query is wrong, in PostHog's words
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compileHogQL } from "./compile.ts";
 *
 * const { columns, limit } = await compileHogQL(
 *   "SELECT event, count() FROM events GROUP BY event",
 *   {},
 *   {
 *     timezone: "UTC",
 *     weekStartDay: 0,
 *     offsetAllowed: true,
 *     groupTypes: [],
 *     hasPersonOverrides: false,
 *     propertyType: () => undefined,
 *     cohort: () => undefined,
 *     action: () => undefined,
 *   },
 * );
 * assertEquals(columns, ["event", "count()"]);
 * assertEquals(limit, 100);
 * ```
 */
export async function compileHogQL(
  text: string,
  options: CompileOptions,
  context: HogQLContext,
): Promise<CompiledQuery> {
  const query = await parse(text);
  const lost = lossyConstructs(text);
  const compiled = await compileQuery(query, options, context, text);
  return { ...compiled, warnings: [...lost, ...compiled.warnings] };
}

/**
 * Compiles a query that is already a syntax tree; the text it came from makes
 * some errors clearer.
 *
 * @throws {HogQLError} When the query is wrong, in PostHog's words
 */
export async function compileQuery(
  parsed: Query,
  options: CompileOptions,
  context: HogQLContext,
  text?: string,
): Promise<CompiledQuery> {
  const { filters } = options;
  const expressions = await filterExpressions(
    filters
      ? [...filters.properties ?? [], ...context.testAccountFilters ?? []]
      : [],
  );
  const query = fillPlaceholders(parsed, { ...options, expressions }, context);
  if (!context.offsetAllowed) refuseOffset(query);
  const references = await findReferences(query, context);
  const compilation = new Compilation(
    context,
    options.modifiers ?? {},
    references,
    text,
  );
  const scope = new Scope(compilation, PRINTER);
  const limited = options.limited ?? true;
  const { sql, columns, limit } = printQuery(
    query,
    scope,
    limited ? "outermost" : "inner",
  );
  compilation.spend(sql);
  return {
    sql: `${sql} ${SETTINGS}`,
    hogql: hogqlText(query, limit?.isDefault === true),
    columns: columns.map((column) => column.name),
    limit: limit?.limit ?? null,
    limitIsDefault: limit?.isDefault ?? false,
    tables: [...compilation.tables],
    warnings: [...compilation.warnings],
  };
}

function hogqlText(query: Query, isDefault: boolean): string {
  const text = queryText(query);
  return isDefault ? `${text} LIMIT 101 OFFSET 0` : text;
}

async function parse(text: string): Promise<Query> {
  try {
    return await parseSelect(text);
  } catch (error) {
    if (!(error instanceof HogQLSyntaxError)) throw error;
    const hint = syntaxHint(text);
    const more = hint === undefined ? "" : `. ${hint}`;
    throw new HogQLError(`${error.message}${more}`, {
      code: "hogql_syntax_error",
      start: error.start,
      end: error.end,
    });
  }
}
