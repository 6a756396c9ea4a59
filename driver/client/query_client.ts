/**
 * Asking: HogQL, other queries, and what there is to ask about.
 *
 * @module
 */

import { type DayRange, dayRange, type DayRangeOptions } from "../day_range.ts";
import { getFields, listObjects } from "../discovery.ts";
import type { FieldInfo } from "../field_info.ts";
import { type QueryOptions, type QueryResult, runQuery } from "../query.ts";
import type { Row } from "../query_answer.ts";
import { queryBatches, type QueryBatchesOptions } from "../query_batches.ts";
import { type NodeResult, runNode } from "../query_node.ts";
import type { AskOptions, QueryNode } from "../query_request.ts";
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
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const objects = await client.listObjects();
   * assert(objects.includes("events"));
   * ```
   */
  listObjects(): Promise<string[]> {
    return listObjects(connectionOf(this));
  }

  /**
   * Columns of an object, and the project's own properties in it
   * (`properties.plan`), each under the name that HogQL takes.
   *
   * @throws {ObjectNotFoundError} With the nearest names.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const fields = await client.getFields("events");
   * assertEquals(fields["timestamp"]?.type, "datetime");
   * ```
   */
  getFields(object: string): Promise<Record<string, FieldInfo>> {
    return getFields(connectionOf(this), object);
  }

  /**
   * Runs HogQL. Values travel beside the text (`{name}` with
   * `values: { name }`); the envelope tells whether rows were left out.
   *
   * @throws {QueryError} With the position, where PostHog tells it.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows, envelope } = await client.query(
   *   "SELECT event, count() AS times FROM events WHERE event = {event} GROUP BY event",
   *   { values: { event: "purchase" }, limit: 10 },
   * );
   * assertEquals([rows.length, envelope.truncated], [1, false]);
   * ```
   */
  query<R = Row>(
    hogql: string,
    options: QueryOptions = {},
  ): Promise<QueryResult<R>> {
    return runQuery<R>(connectionOf(this), hogql, options);
  }

  /**
   * Runs HogQL whose answer may have any number of rows, batch by batch, in
   * the order of a key that is unique in the answer.
   *
   * @throws {QueryError} When the key is not unique, or not in the answer.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * let count = 0;
   * const batches = client.queryBatches(
   *   "SELECT timestamp, uuid FROM events WHERE event = 'purchase'",
   *   { batchSize: 1000 },
   * );
   * for await (const rows of batches) count += rows.length;
   * assert(count > 0);
   * ```
   */
  queryBatches<R = Row>(
    hogql: string,
    options: QueryBatchesOptions = {},
  ): AsyncIterable<R[]> {
    return queryBatches<R>(connectionOf(this), hogql, options);
  }

  /**
   * Runs a query of any kind: `TrendsQuery`, `FunnelsQuery`,
   * `RetentionQuery`, … The answer is as PostHog documents it.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assert } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { response } = await client.queryNode({
   *   kind: "TrendsQuery",
   *   series: [{ kind: "EventsNode", event: "purchase" }],
   *   dateRange: { date_from: "-7d" },
   * });
   * assert(Array.isArray(response["results"]));
   * ```
   */
  queryNode(
    node: QueryNode,
    options: AskOptions = {},
  ): Promise<NodeResult> {
    return runNode(connectionOf(this), node, options);
  }

  /**
   * Works out the days a question is about, in the project's time zone: the
   * last `days` and today, or from one day to another. Both ends count; a
   * query takes `timestamp >= toDateTime({first_day})` and
   * `timestamp < toDateTime({day_after})`.
   *
   * @throws {ValidationError} When the first day is after the last.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * const { first_day, day_after } = await new PostHogClient({}).dayRange({
   *   days: 7,
   *   end_date: "2026-03-08",
   * });
   * assertEquals([first_day, day_after], ["2026-03-01", "2026-03-09"]);
   * ```
   */
  dayRange(options: DayRangeOptions): Promise<DayRange> {
    return dayRange(connectionOf(this), options);
  }
}
