/**
 * HogQL in, rows with the truth about them out.
 *
 * @module
 */

import { type AnswerOrigin, sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { invalid } from "./failure.ts";
import { adviceOn } from "./query_advice.ts";
import {
  parseAnswer,
  roundedColumns,
  type Row,
  toRows,
  uniqueNames,
} from "./query_answer.ts";
import { checkCount, judgeCut, withLimit } from "./query_limit.ts";
import { askNode, type AskOptions } from "./query_request.ts";
import { askWithNames } from "./query_repair.ts";
import { shapeOf } from "./query_shape.ts";
import { bindValues, type QueryValues } from "./query_values.ts";

/** Options of {@linkcode PostHogClient.query}. */
export interface QueryOptions extends AskOptions {
  /** Values for the `{placeholders}` in the text. */
  readonly values?: QueryValues;
  /**
   * Most rows, up to 50,000. Without it the query's own LIMIT counts, and
   * PostHog's of 100 rows where it has none.
   */
  readonly limit?: number;
  /** What `{filters}` in the text stands for (PostHog's `filters`). */
  readonly filters?: Readonly<Record<string, unknown>> | undefined;
  /** PostHog's query modifiers. */
  readonly modifiers?: Readonly<Record<string, unknown>>;
}

/** The answer to a HogQL query. */
export interface QueryResult<R = Row> {
  /** Rows as objects, by column. */
  readonly rows: R[];
  /** Keys of the rows, in order; a second `a` is called `a_2`. */
  readonly columns: readonly string[];
  /** ClickHouse types of the columns, in order. */
  readonly types: readonly string[];
  /** The same rows as arrays, in the order of the columns. */
  readonly values: readonly (readonly unknown[])[];
  /** The truth about the answer. */
  readonly envelope: Envelope;
}

/** An answer, and the truth about it as far as one request knows it. */
interface HogQLAnswer {
  /** Names of the columns, made unique. */
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Its rows, cut to the caller's limit. */
  readonly values: readonly unknown[][];
  readonly truth: Omit<AnswerOrigin, "question" | "startedAt">;
}

/** Asks and tells the observer: what `PostHogClient.query` does. */
export async function runQuery<R = Row>(
  connection: Connection,
  hogql: string,
  options: QueryOptions = {},
): Promise<QueryResult<R>> {
  const startedAt = connection.settings.now();
  const { truth, ...answer } = await askHogQL(connection, hogql, options);
  const { columns, types, values } = answer;
  const envelope = await sealEnvelope(connection, {
    ...truth,
    question: [hogql, options.values ?? {}, options.filters],
    startedAt,
    warnings: [
      ...truth.warnings ?? [],
      ...roundedColumns(columns, types, values).map((column) =>
        `Integers of "${column}" are beyond 2^53 and were rounded: select toString() of it`
      ),
      ...adviceOn(hogql),
    ],
  });
  // The only cast of rows: their shape is the query's, known to its author.
  return { rows: toRows(columns, values) as R[], ...answer, envelope };
}

/** Asks, without telling the observer: for what takes several queries. */
export async function askHogQL(
  connection: Connection,
  hogql: string,
  options: QueryOptions = {},
): Promise<HogQLAnswer> {
  checkQuery(hogql, options.limit);
  return await askWithNames(
    connection,
    hogql,
    (text) => ask(connection, text, options),
  );
}

async function ask(
  connection: Connection,
  hogql: string,
  options: QueryOptions,
): Promise<HogQLAnswer> {
  const bound = bindValues(hogql, options.values ?? {});
  const shape = shapeOf(bound.hogql, bound.values);
  const text = options.limit === undefined
    ? bound.hogql
    : withLimit(bound.hogql, shape, options.limit);
  const reply = await askNode(connection, {
    kind: "HogQLQuery",
    query: text,
    ...(Object.keys(bound.values).length > 0 && { values: bound.values }),
    filters: options.filters,
    modifiers: options.modifiers,
  }, options);
  const answer = parseAnswer(reply.body);
  const cut = judgeCut({
    shape: text === bound.hogql ? shape : shapeOf(text, bound.values),
    asked: options.limit,
    rows: answer.results.length,
    server: answer,
  });
  const values = answer.results.slice(0, options.limit);
  return {
    columns: uniqueNames(answer.columns),
    types: answer.types,
    values,
    truth: {
      ...cut,
      rows: values.length,
      headers: reply.headers,
      hogql: answer.hogql,
      timezone: answer.timezone,
      computedAt: answer.lastRefresh ?? reply.computedAt,
      warnings: [...cut.warnings, ...answer.warnings],
    },
  };
}

function checkQuery(hogql: string, limit: number | undefined): void {
  if (hogql.trim() === "") {
    throw invalid(
      "query PostHog",
      "the HogQL is empty",
      "empty_query",
      'Pass a query such as "SELECT count() FROM events"',
      "hogql",
    );
  }
  const hint = "Page through more rows with queryBatches() or exportEvents()";
  if (limit !== undefined) checkCount("query PostHog", "limit", limit, hint);
}
