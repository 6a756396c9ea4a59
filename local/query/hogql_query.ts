/**
 * Runs HogQL: compiles it, lets ClickHouse answer, puts the answer into
 * PostHog's form.
 *
 * @module
 */

import { ClickHouseError } from "../chdb.ts";
import { compileHogQL, HogQLError } from "../hogql/mod.ts";
import type { CompileOptions } from "../hogql/mod.ts";
import { ApiError } from "../http/api_error.ts";
import type { Services } from "../services.ts";
import { BusyError } from "../store/turns.ts";
import { ANSWER_FORMAT, readAnswer } from "./answer_text.ts";
import { refusalOf } from "./clickhouse_refusal.ts";
import { hogqlContext } from "./hogql_context.ts";

/** The tables of all cohorts and their people. */
const READS_MEMBERS = /\b\w*cohort_people\b|\bcohorts\b/i;

/** PostHog lets a query wait this long for one of the three that may run. */
const MAX_WAIT_MS = 30_000;

/** What is asked, beside the text. */
export interface HogQLOptions extends CompileOptions {
  /** Whether OFFSET may be used: not with personal API keys. */
  readonly offsetAllowed: boolean;
  /** Name by which the query can be stopped while it runs. */
  readonly id?: string;
  /** Most seconds it may run. */
  readonly maxSeconds: number;
}

/** An answer whose rows are still text. */
export interface HogQLAnswer {
  /** Names of the columns; they may repeat. */
  readonly columns: readonly string[];
  /** Name and ClickHouse type of each column. */
  readonly types: readonly (readonly [string, string])[];
  /** One JSON array a row. */
  readonly rows: readonly string[];
  /** Whether rows were left out; null when the query had a LIMIT of its own. */
  readonly hasMore: boolean | null;
  /** The limit nobody asked for; null when the query had one of its own. */
  readonly limit: number | null;
  /** The query, as it was understood. */
  readonly hogql: string;
  /** The SQL that ClickHouse ran. */
  readonly sql: string;
  /** What a careful reader should know. */
  readonly warnings: readonly string[];
  /** Where the time went: names and seconds. */
  readonly timings: readonly { readonly k: string; readonly t: number }[];
}

/**
 * Answers a HogQL query.
 *
 * @throws {ApiError} 400 for what the query gets wrong; 504, 512 and 513 for
 * what is too much.
 */
export async function runHogQL(
  services: Services,
  text: string,
  options: HogQLOptions,
): Promise<HogQLAnswer> {
  const { store, now, cohorts } = services;
  const { offsetAllowed, id, maxSeconds, ...compileOptions } = options;
  const begun = performance.now();
  try {
    if (READS_MEMBERS.test(text)) await cohorts.allUpToDate();
    const context = hogqlContext(
      store,
      offsetAllowed,
      now,
      (cohort) => cohorts.upToDate(cohort),
    );
    const compiled = await compileHogQL(text, compileOptions, context);
    await store.makeViewsFor(compiled.sql);
    const parsed = performance.now();
    const answer = readAnswer(
      await store.engine.read(compiled.sql, {
        format: ANSWER_FORMAT,
        maxSeconds,
        ...(id === undefined ? {} : { id }),
      }, MAX_WAIT_MS),
    );
    const { columns, limit, limitIsDefault } = compiled;
    const hasMore = limitIsDefault && limit !== null
      ? answer.rows.length > limit
      : null;
    return {
      columns,
      types: columns.map((name, index) => [name, answer.types[index] ?? ""]),
      rows: hasMore === true && limit !== null
        ? answer.rows.slice(0, limit)
        : answer.rows,
      hasMore,
      limit: hasMore === null ? null : limit,
      hogql: compiled.hogql,
      sql: compiled.sql,
      warnings: compiled.warnings,
      timings: [
        timing("./compile", parsed - begun),
        timing("./clickhouse_execute", performance.now() - parsed),
        timing(".", performance.now() - begun),
      ],
    };
  } catch (error) {
    throw apiError(error);
  }
}

function timing(k: string, ms: number) {
  return { k, t: Math.round(ms) / 1000 };
}

function apiError(error: unknown): unknown {
  if (error instanceof HogQLError) {
    const { type, code, detail } = error;
    return new ApiError(400, { type, code, detail });
  }
  if (error instanceof BusyError) {
    return new ApiError(429, {
      type: "throttled_error",
      code: "throttled",
      detail:
        "Exceeded maximum concurrency limit: 3 for key: api and task: query",
    });
  }
  return error instanceof ClickHouseError ? refusalOf(error) : error;
}
