/**
 * `EventsQuery`: a list of events.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, onEvents, run } from "./context.ts";
import { moment, resolveDateRange } from "./date_range.ts";
import {
  allOf,
  type Hogql,
  hogql,
  joinHogql,
  userHogql,
} from "./hogql_text.ts";
import { nodeObject, parseNode } from "./node.ts";
import {
  filterCondition,
  type PropertyFilters,
  propertyFilters,
} from "./property_filter.ts";
import {
  PERSON_OF_EVENT,
  plainColumn,
  type SelectedColumn,
  WHOLE_EVENT,
} from "./select_columns.ts";
import { sharedConditions, type SharedFilters } from "./shared_filters.ts";

/** An `EventsQuery` node. */
interface EventsNode extends SharedFilters {
  readonly select: readonly string[];
  readonly where?: readonly string[] | null | undefined;
  readonly event?: string | null | undefined;
  readonly events?: readonly string[] | null | undefined;
  readonly actionId?: number | null | undefined;
  readonly personId?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  readonly orderBy?: readonly string[] | null | undefined;
  readonly fixedProperties?: PropertyFilters | null | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

const eventsNode: z.ZodType<EventsNode> = nodeObject({
  select: z.array(z.string()).min(1),
  where: z.array(z.string()).nullish(),
  event: z.string().nullish(),
  events: z.array(z.string()).nullish(),
  actionId: z.number().int().nullish(),
  personId: z.string().nullish(),
  after: z.string().nullish(),
  before: z.string().nullish(),
  orderBy: z.array(z.string()).nullish(),
  properties: propertyFilters.nullish(),
  fixedProperties: propertyFilters.nullish(),
  filterTestAccounts: z.boolean().nullish(),
  limit: z.number().int().positive().nullish(),
  offset: z.number().int().min(0).nullish(),
});

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 50_000;

/** Calls that make the other columns what is grouped by. */
const AGGREGATE =
  /^\s*(count|sum|avg|min|max|any|uniq|median|quantile|group\w*Array|arg(Min|Max))\w*\s*\(/i;

/**
 * Answers an `EventsQuery`. `*` stands for the whole event, `person` for its
 * person; the last 24 hours count where nothing else is said.
 *
 * @throws {QueryKindError} For a node that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answer = await eventsQuery({ select: ["event"], limit: 1 }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () =>
 *     Promise.resolve({
 *       columns: ["event"],
 *       types: [["event", "String"]],
 *       rows: [["a"], ["b"]],
 *       hogql: "",
 *     }),
 * });
 * assertEquals(answer.results, [["a"]]);
 * assertEquals(answer.hasMore, true);
 * ```
 */
export async function eventsQuery(
  input: unknown,
  context: KindContext,
): Promise<KindResult> {
  const node = parseNode(eventsNode, input);
  const columns = node.select.map(columnOf);
  const limit = Math.min(node.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const offset = node.offset ?? 0;
  const query = hogql`SELECT ${
    joinHogql(columns.map((it) => it.expression), ", ")
  }
FROM events WHERE ${conditionOf(node, context)}${grouping(node, columns)}
${ordering(node)} LIMIT ${limit + 1} OFFSET ${offset}`;
  const { rows, types, hogql: text } = await run(query, context);
  return {
    columns: node.select,
    types: types.map(([, type]) => type),
    results: rows.slice(0, limit).map((row) =>
      columns.map((column, index) => column.show(row[index]))
    ),
    hasMore: rows.length > limit,
    limit,
    offset,
    hogql: text,
  };
}

function columnOf(text: string): SelectedColumn {
  if (text === "*") return WHOLE_EVENT;
  return text === "person" ? PERSON_OF_EVENT : plainColumn(text);
}

function conditionOf(node: EventsNode, context: KindContext): Hogql {
  const { from, to } = resolveDateRange(
    { date_from: node.after, date_to: node.before, explicitDate: true },
    {
      ...context,
      firstEvent: Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(
        context.now.timeZoneId,
      ),
    },
    "-24h",
  );
  const end = node.before ? to : to.add({ seconds: 5 });
  return allOf([
    hogql`timestamp > ${moment(from)} AND timestamp < ${moment(end)}`,
    ...(node.event ? [hogql`event = ${node.event}`] : []),
    ...(node.events?.length ? [hogql`event IN ${node.events}`] : []),
    ...(node.actionId ? [hogql`matchesAction(${node.actionId})`] : []),
    ...(node.personId ? [hogql`person_id = ${node.personId}`] : []),
    ...(node.where ?? []).map(userHogql),
    ...sharedConditions(node, context),
    ...(node.fixedProperties
      ? [filterCondition(node.fixedProperties, onEvents(context))]
      : []),
  ]);
}

function isAggregate(text: string): boolean {
  return AGGREGATE.test(text);
}

function grouping(node: EventsNode, columns: readonly SelectedColumn[]): Hogql {
  if (!node.select.some(isAggregate)) return hogql``;
  const keys = columns.filter((_, index) =>
    !isAggregate(node.select[index] ?? "")
  )
    .map(({ expression }) => expression);
  return keys.length === 0
    ? hogql``
    : hogql` GROUP BY ${joinHogql(keys, ", ")}`;
}

/** The newest first, unless the answer is aggregated. */
function ordering(node: EventsNode): Hogql {
  const asked = node.orderBy ?? [];
  if (asked.length > 0) {
    const terms = asked.map((term) => {
      const [, expression = term, direction] =
        /^(.*?)\s+(ASC|DESC)$/i.exec(term.trim()) ?? [];
      const text = userHogql(expression);
      return direction?.toUpperCase() === "DESC" ? hogql`${text} DESC` : text;
    });
    return hogql`ORDER BY ${joinHogql(terms, ", ")}`;
  }
  return node.select.some(isAggregate)
    ? hogql``
    : hogql`ORDER BY timestamp DESC, uuid`;
}
