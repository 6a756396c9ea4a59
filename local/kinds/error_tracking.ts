/**
 * `ErrorTrackingQuery`: exceptions by the issue they belong to.
 *
 * @module
 */

import { z } from "zod";
import {
  type KindContext,
  type KindResult,
  onEvents,
  run,
  spanOf,
} from "./context.ts";
import {
  type DateRange,
  dateRange,
  type TimeSpan,
  withinSpan,
} from "./date_range.ts";
import { allOf, type Hogql, hogql, keyword } from "./hogql_text.ts";
import { nodeObject, parseNode } from "./node.ts";
import {
  filterCondition,
  type PropertyFilters,
  propertyFilters,
} from "./property_filter.ts";
import { sharedConditions } from "./shared_filters.ts";

interface ErrorTrackingNode {
  readonly dateRange?: DateRange | null | undefined;
  readonly volumeResolution: number;
  readonly orderBy?:
    | "last_seen"
    | "first_seen"
    | "occurrences"
    | "users"
    | "sessions"
    | null
    | undefined;
  readonly orderDirection?: "ASC" | "DESC" | null | undefined;
  readonly status?: string | null | undefined;
  readonly issueId?: string | null | undefined;
  readonly searchQuery?: string | null | undefined;
  readonly filterGroup?: PropertyFilters | null | undefined;
  readonly filterTestAccounts?: boolean | null | undefined;
  readonly withAggregations?: boolean | null | undefined;
  readonly withFirstEvent?: boolean | null | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

const errorTrackingNode: z.ZodType<ErrorTrackingNode> = nodeObject({
  dateRange: dateRange.nullish(),
  volumeResolution: z.number().int().min(0).max(1000),
  orderBy: z.enum([
    "last_seen",
    "first_seen",
    "occurrences",
    "users",
    "sessions",
  ])
    .nullish(),
  orderDirection: z.enum(["ASC", "DESC"]).nullish(),
  status: z.string().nullish(),
  issueId: z.string().nullish(),
  searchQuery: z.string().nullish(),
  filterGroup: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
  withAggregations: z.boolean().nullish(),
  withFirstEvent: z.boolean().nullish(),
  limit: z.number().int().positive().max(1000).nullish(),
  offset: z.number().int().min(0).nullish(),
});

/** The SDK's or the server's issue; else what makes errors alike. */
const ISSUE = hogql`coalesce(properties.$exception_issue_id,
properties.$exception_fingerprint, properties.$exception_types,
properties.$exception_type, 'Unknown')`;

/**
 * Answers an `ErrorTrackingQuery`: one item an issue, with how often and for
 * how many people it happened, and its volume in equal slices of the time.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answer = await errorTrackingQuery({ volumeResolution: 1 }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.resolve({ columns: [], types: [], rows: [], hogql: "" }),
 * });
 * assertEquals(answer.results, []);
 * ```
 */
export async function errorTrackingQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(errorTrackingNode, input);
  const span = await spanOf(node.dateRange, context);
  const limit = node.limit ?? 50;
  const offset = node.offset ?? 0;
  const { rows, hogql: text } = await run(
    issuesQuery(node, span, context),
    context,
  );
  const issues = rows.map((row) => issueOf(row, node, span, context))
    .filter(({ status }) =>
      !node.status || node.status === "all" || node.status === status
    );
  return {
    results: issues.slice(offset, offset + limit),
    hasMore: issues.length > offset + limit,
    limit,
    offset,
    columns: ["error", "occurrences", "sessions", "users"],
    hogql: text,
  };
}

function issuesQuery(
  node: ErrorTrackingNode,
  span: TimeSpan,
  context: KindContext,
): Hogql {
  const where = allOf([
    hogql`event = ${"$exception"}`,
    withinSpan(span),
    ...(node.issueId ? [hogql`issue = ${node.issueId}`] : []),
    ...(node.searchQuery
      ? [hogql`properties ILIKE ${`%${node.searchQuery}%`}`]
      : []),
    ...(node.filterGroup
      ? [filterCondition(node.filterGroup, onEvents(context))]
      : []),
    ...sharedConditions(
      { filterTestAccounts: node.filterTestAccounts },
      context,
    ),
  ]);
  const seconds = secondsIn(span) / Math.max(1, node.volumeResolution);
  const from = span.from.toInstant().epochMilliseconds / 1000;
  return hogql`SELECT ${ISSUE} AS issue, min(timestamp) AS first_seen,
max(timestamp) AS last_seen, count() AS occurrences,
count(DISTINCT person_id) AS users, count(DISTINCT $session_id) AS sessions,
argMin((uuid, distinct_id, timestamp, properties), timestamp) AS first_event,
groupArray(toInt(floor((toUnixTimestamp(timestamp) - ${from}) / ${seconds}))) AS slices
FROM events WHERE ${where} GROUP BY issue
ORDER BY ${keyword(node.orderBy ?? "last_seen")} ${
    keyword(node.orderDirection ?? "DESC")
  }, issue LIMIT 50000`;
}

function issueOf(
  row: readonly unknown[],
  node: ErrorTrackingNode,
  span: TimeSpan,
  context: KindContext,
) {
  const [id, firstSeen, lastSeen, occurrences, users, sessions, first, slices] =
    row;
  const [uuid, distinctId, timestamp, json] = first as unknown[];
  const properties = JSON.parse(String(json || "{}"));
  const entity = context.entity("error_tracking_issue", String(id));
  return {
    id,
    name: entity?.name ?? firstText(properties.$exception_types) ??
      properties.$exception_type ?? "Unknown",
    description: entity?.description ??
      firstText(properties.$exception_values) ??
      properties.$exception_message ?? null,
    status: String(entity?.status ?? "active"),
    assignee: entity?.assignee ?? null,
    first_seen: firstSeen,
    last_seen: lastSeen,
    library: properties.$lib ?? null,
    external_issues: [],
    aggregations: {
      occurrences,
      users,
      sessions,
      volume_buckets: volume(slices as number[], node, span),
    },
    ...(node.withFirstEvent === false ? {} : {
      first_event: {
        uuid,
        distinct_id: distinctId,
        timestamp,
        properties: json,
      },
    }),
  };
}

function volume(
  slices: readonly number[],
  { volumeResolution }: ErrorTrackingNode,
  span: TimeSpan,
): { label: string; value: number }[] {
  const seconds = secondsIn(span) / Math.max(1, volumeResolution);
  const buckets = Array.from({ length: volumeResolution }, (_, index) => ({
    label: span.from.add({ milliseconds: Math.round(index * seconds * 1000) })
      .toInstant().toString(),
    value: 0,
  }));
  for (const slice of slices) {
    const bucket = buckets[Math.min(slice, volumeResolution - 1)];
    if (bucket !== undefined) bucket.value += 1;
  }
  return buckets;
}

function secondsIn({ from, to }: TimeSpan): number {
  return Math.max(1, (to.epochMilliseconds - from.epochMilliseconds) / 1000);
}

function firstText(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}
