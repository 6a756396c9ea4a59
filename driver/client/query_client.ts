/**
 * Asking: HogQL, and what there is to ask about.
 *
 * @module
 */

import { type DayRange, dayRange, type DayRangeOptions } from "../day_range.ts";
import { getFields, listObjects } from "../discovery.ts";
import type { FieldInfo } from "../field_info.ts";
import { type QueryOptions, type QueryResult, runQuery } from "../query.ts";
import type { Row } from "../query_answer.ts";
import { BaseClient, connectionOf } from "./base_client.ts";

/**
 * The driver contract: `listObjects`, `getFields`, `query`.
 *
 * @example
 * ```ts
 * import { PostHogClient, QueryClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PostHogClient({}), QueryClient);
 * ```
 */
export abstract class QueryClient extends BaseClient {
  /**
   * Names of everything that can stand behind FROM: `events`, `persons`,
   * `sessions`, `insights`, … Asked once per client.
   */
  async listObjects(): Promise<string[]> {
    return await listObjects(connectionOf(this));
  }

  /**
   * Columns of an object, and the project's own properties in it
   * (`properties.plan`), each under the name that HogQL takes.
   *
   * @throws {ObjectNotFoundError} With the nearest names.
   */
  async getFields(object: string): Promise<Record<string, FieldInfo>> {
    return await getFields(connectionOf(this), object);
  }

  /**
   * Runs HogQL. Values travel beside the text (`{name}` with
   * `values: { name }`); the envelope tells whether rows were left out.
   *
   * @throws {QueryError} With the position, where PostHog tells it.
   */
  async query<R = Row>(
    hogql: string,
    options: QueryOptions = {},
  ): Promise<QueryResult<R>> {
    return await runQuery<R>(connectionOf(this), hogql, options);
  }

  /**
   * Works out the days a question is about, in the project's time zone: the
   * last `days` and today, or from one day to another. Both ends count; a
   * query takes `timestamp >= toDateTime({first_day})` and
   * `timestamp < toDateTime({day_after})`.
   *
   * @throws {ValidationError} When the first day is after the last.
   */
  async dayRange(options: DayRangeOptions): Promise<DayRange> {
    return await dayRange(connectionOf(this), options);
  }
}
