/**
 * Series of a query: which events count.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, onEvents } from "./context.ts";
import { allOf, type Hogql, hogql } from "./hogql_text.ts";
import { QueryKindError } from "./kind_error.ts";
import { nodeObject } from "./node.ts";
import {
  filterCondition,
  type PropertyFilters,
  propertyFilters,
} from "./property_filter.ts";

/** An `EventsNode` or `ActionsNode`. */
export interface SeriesNode {
  /** What the series is made of. */
  readonly kind: "EventsNode" | "ActionsNode";
  /** Name of the event; all events where absent. */
  readonly event?: string | null | undefined;
  /** Number of the action. */
  readonly id?: number | undefined;
  /** Name for people. */
  readonly name?: string | null | undefined;
  /** Name for people, given by one of them. */
  readonly custom_name?: string | null | undefined;
  /** How to count; `total` where absent. */
  readonly math?: string | null | undefined;
  /** The property to sum, average, … */
  readonly math_property?: string | null | undefined;
  /** Whose property: `event_properties` or `person_properties`. */
  readonly math_property_type?: string | null | undefined;
  /** HogQL to compute. */
  readonly math_hogql?: string | null | undefined;
  /** Which type of group to count. */
  readonly math_group_type_index?: number | null | undefined;
  /** Filters on this series alone. */
  readonly properties?: PropertyFilters | null | undefined;
  /** The same, not for editing. */
  readonly fixedProperties?: PropertyFilters | null | undefined;
}

/** The schema of a series. */
export const seriesNode: z.ZodType<SeriesNode> = nodeObject({
  kind: z.enum(["EventsNode", "ActionsNode"], {
    error: 'expected "EventsNode" or "ActionsNode"',
  }),
  event: z.string().nullish(),
  id: z.coerce.number().int().optional(),
  name: z.string().nullish(),
  custom_name: z.string().nullish(),
  math: z.string().nullish(),
  math_property: z.string().nullish(),
  math_property_type: z.string().nullish(),
  math_hogql: z.string().nullish(),
  math_group_type_index: z.number().int().min(0).max(4).nullish(),
  properties: propertyFilters.nullish(),
  fixedProperties: propertyFilters.nullish(),
}, ["limit", "orderBy", "order", "uuid", "funnelFromStep", "funnelToStep"]);

/**
 * One of a query's series, counted from 0.
 *
 * @throws {QueryKindError} Where there are fewer
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const series = [{ kind: "EventsNode" as const, event: "a" }];
 * assertEquals(seriesAt(series, 0).event, "a");
 * ```
 */
export function seriesAt(
  series: readonly SeriesNode[],
  index: number,
): SeriesNode {
  const found = series[index];
  if (found !== undefined) return found;
  throw new QueryKindError(
    `There is no series ${index}: expected one of 0 to ${series.length - 1}`,
    { attr: "series" },
  );
}

/**
 * The condition that an event belongs to a series, its filters included.
 *
 * @throws {QueryKindError} For an action that does not exist
 *
 * @example
 * ```ts
 * import { bind } from "./hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const condition = seriesCondition({ kind: "EventsNode", event: "purchase" }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   entity: () => undefined,
 * });
 * assertEquals(bind(condition).query, "event = {v0}");
 * ```
 */
export function seriesCondition(
  node: SeriesNode,
  context: Pick<KindContext, "now" | "entity">,
): Hogql {
  return allOf([
    ...entityCondition(node, context),
    ...seriesFilters(node, context),
  ]);
}

/**
 * Which event or action, without the filters; empty for all events.
 *
 * @throws {QueryKindError} For an action that does not exist
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const context = { entity: () => undefined };
 * assertEquals(entityCondition({ kind: "EventsNode" }, context), []);
 * ```
 */
export function entityCondition(
  node: SeriesNode,
  context: Pick<KindContext, "entity">,
): Hogql[] {
  if (node.kind === "EventsNode") {
    return node.event ? [hogql`event = ${node.event}`] : [];
  }
  if (
    node.id === undefined || context.entity("action", node.id) === undefined
  ) {
    throw new QueryKindError(`Action ID ${node.id} does not exist!`, {
      attr: "series",
    });
  }
  return [hogql`matchesAction(${node.id})`];
}

/**
 * A series' own filters, as conditions.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const context = { now: Temporal.Now.zonedDateTimeISO() };
 * assertEquals(seriesFilters({ kind: "EventsNode" }, context), []);
 * ```
 */
export function seriesFilters(
  node: SeriesNode,
  context: Pick<KindContext, "now">,
): Hogql[] {
  return [node.properties, node.fixedProperties]
    .filter((filters) => filters !== null && filters !== undefined)
    .map((filters) => filterCondition(filters, onEvents(context)));
}

/**
 * A node whose actions have the names they are kept under, where it gives them
 * none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const series: SeriesNode[] = [{ kind: "ActionsNode", id: 1 }];
 * const context = { entity: () => ({ name: "Bought" }) };
 * const [named] = withActionNames({ series }, context).series;
 * assertEquals(named?.name, "Bought");
 * ```
 */
export function withActionNames<
  Node extends { readonly series: readonly SeriesNode[] },
>(node: Node, { entity }: Pick<KindContext, "entity">): Node {
  const series = node.series.map((one) => {
    if (one.kind === "EventsNode" || one.name || one.id === undefined) {
      return one;
    }
    const name = entity("action", one.id)?.["name"];
    return typeof name === "string" ? { ...one, name } : one;
  });
  return { ...node, series };
}

/**
 * The name of a series for people.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(seriesLabel({ kind: "EventsNode", event: null }), "All events");
 * ```
 */
export function seriesLabel(node: SeriesNode): string {
  return node.custom_name || node.name || node.event ||
    (node.kind === "ActionsNode" ? `Action ${node.id}` : "All events");
}

/**
 * How results name their series, in PostHog's older words.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { id, order } = seriesEntity({ kind: "EventsNode", event: "a" }, 1);
 * assertEquals([id, order], ["a", 1]);
 * ```
 */
export function seriesEntity(
  node: SeriesNode,
  order: number,
): Readonly<Record<string, unknown>> {
  return {
    id: node.kind === "ActionsNode" ? node.id : node.event ?? null,
    type: node.kind === "ActionsNode" ? "actions" : "events",
    order,
    name: node.name ?? node.event ?? "All events",
    custom_name: node.custom_name ?? null,
    math: node.math ?? "total",
    math_property: node.math_property ?? null,
    math_hogql: node.math_hogql ?? null,
    math_group_type_index: node.math_group_type_index ?? null,
    properties: node.properties ?? [],
  };
}
