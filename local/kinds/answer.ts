/**
 * Query kinds behind the query endpoint.
 *
 * @module
 */

import type { QueryModifiers } from "../hogql/mod.ts";
import { ApiError } from "../http/api_error.ts";
import { runHogQL } from "../query/hogql_query.ts";
import type { QueryKind, QueryRun } from "../query/query_kind.ts";
import type { Services } from "../services.ts";
import { teamOf } from "../store/team.ts";
import type { KindContext, KindResult } from "./context.ts";
import { QueryKindError } from "./kind_error.ts";

/** Most seconds that queries of our own may take. */
const OWN_SECONDS = 60;

/** How queries of a kind run; the compiler checks the modifiers. */
type QueryCircumstances =
  & Partial<Pick<QueryRun, "id" | "maxSeconds">>
  & { readonly modifiers?: QueryModifiers | undefined };

/**
 * The project as query kinds see it.
 */
export function kindContext(
  services: Services,
  { id, maxSeconds, modifiers }: QueryCircumstances = {},
): KindContext {
  return {
    ...projectFacts(services),
    async query({ query, values }) {
      const answer = await runHogQL(services, query, {
        values,
        offsetAllowed: true,
        maxSeconds: maxSeconds ?? OWN_SECONDS,
        ...(modifiers ? { modifiers } : {}),
        ...(id === undefined ? {} : { id }),
      });
      return {
        columns: answer.columns,
        types: answer.types,
        rows: answer.rows.map((row) => JSON.parse(row) as unknown[]),
        hogql: answer.hogql,
      };
    },
  };
}

/**
 * What a query kind may know without asking ClickHouse.
 */
export function projectFacts(
  { store, now }: Pick<Services, "store" | "now">,
): Omit<KindContext, "query"> {
  const team = teamOf(store);
  return {
    now: Temporal.Instant.fromEpochMilliseconds(now().getTime())
      .toZonedDateTimeISO(store.identity.timezone),
    weekStartDay: team.week_start_day ?? 0,
    testAccountFilters: team.test_account_filters,
    entity: (kind, key) => {
      const entity = store.entities.get(kind, key);
      return entity?.deleted === true ? undefined : entity;
    },
  };
}

/**
 * A kind as the query endpoint takes it: what is wrong with a node becomes a
 * 400.
 */
export function behindEndpoint(
  answer: (
    node: unknown,
    context: KindContext,
    services: Services,
  ) => Promise<KindResult> | KindResult,
): QueryKind {
  return async (node, run) => {
    const modifiers = node["modifiers"] as QueryModifiers | undefined;
    const context = kindContext(run.services, { ...run, modifiers });
    const { results, ...fields } = await orApiError(() =>
      answer(node, context, run.services)
    );
    return results === undefined
      ? { fields }
      : { results: JSON.stringify(results), fields };
  };
}

/**
 * Does something; what is wrong with a query node becomes the API's 400.
 *
 * @throws {ApiError} 400 for a `QueryKindError`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await orApiError(() => 1), 1);
 * ```
 */
export async function orApiError<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QueryKindError)) throw error;
    throw ApiError.validation(error.message, error.attr, error.code);
  }
}
