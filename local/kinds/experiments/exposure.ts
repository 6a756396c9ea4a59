/**
 * Who is in an experiment, since when and in which variant: HogQL.
 *
 * @module
 */

import { type KindContext, onEvents } from "../context.ts";
import { allOf, type Hogql, hogql, identifier } from "../hogql_text.ts";
import { filterCondition } from "../property_filter.ts";
import type { RunningExperiment } from "./experiment.ts";

/** PostHog's word for people who saw more than one variant. */
export const SEVERAL_VARIANTS = "$multiple";

/** Expressions over the events of one person. */
export interface Exposure {
  /** Whether an event is an exposure. */
  readonly condition: Hogql;
  /** When the person was first exposed; an aggregate. */
  readonly time: Hogql;
  /** The person's variant; an aggregate. */
  readonly variant: Hogql;
}

/**
 * What makes a person part of an experiment: the flag's call, or the event
 * that the experiment names, with one of its variants (PostHog, exposure
 * criteria).
 *
 * @throws {QueryKindError} For filters that have no meaning
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const now = Temporal.ZonedDateTime.from("2026-11-20T12:00[UTC]");
 * const { condition } = exposureOf({
 *   flagKey: "checkout",
 *   variants: ["control", "test"],
 *   criteria: {},
 *   span: { from: now, to: now },
 *   method: "bayesian",
 * }, { now, testAccountFilters: [] });
 * assertEquals(bind(condition).values, {
 *   v0: "$feature_flag_called",
 *   v1: "checkout",
 *   v2: ["control", "test"],
 * });
 * ```
 */
export function exposureOf(
  { flagKey, variants, criteria }: RunningExperiment,
  context: Pick<KindContext, "now" | "testAccountFilters">,
): Exposure {
  const custom = criteria.exposure_config;
  const answer = custom
    ? hogql`toString(properties.${identifier(`$feature/${flagKey}`)})`
    : hogql`toString(properties.$feature_flag_response)`;
  const condition = allOf([
    ...(custom
      ? [
        hogql`event = ${custom.event}`,
        filterCondition(custom.properties, onEvents(context)),
      ]
      : [
        hogql`event = ${"$feature_flag_called"}`,
        hogql`properties.$feature_flag = ${flagKey}`,
      ]),
    hogql`${answer} IN ${variants}`,
    ...(criteria.filterTestAccounts
      ? [filterCondition(context.testAccountFilters, onEvents(context))]
      : []),
  ]);
  const first = hogql`argMinIf(${answer}, timestamp, ${condition})`;
  const variant = criteria.multiple_variant_handling === "first_seen"
    ? first
    : hogql`if(uniqExactIf(${answer}, ${condition}) > 1, ${SEVERAL_VARIANTS}, ${first})`;
  return { condition, time: hogql`minIf(timestamp, ${condition})`, variant };
}
