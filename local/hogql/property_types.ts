/**
 * Types of properties that PostHog's own libraries send, where the project
 * has not seen them yet.
 *
 * @module
 */

import type { HogQLContext, PropertyScope, PropertyType } from "./context.ts";

const KNOWN: ReadonlyMap<string, PropertyType> = new Map([
  ...numbers(
    "$screen_width $screen_height $viewport_width $viewport_height " +
      "$prev_pageview_duration $prev_pageview_last_scroll $prev_pageview_last_scroll_percentage " +
      "$prev_pageview_max_scroll $prev_pageview_max_scroll_percentage " +
      "$prev_pageview_last_content $prev_pageview_last_content_percentage " +
      "$prev_pageview_max_content $prev_pageview_max_content_percentage " +
      "$web_vitals_LCP_value $web_vitals_FCP_value $web_vitals_INP_value $web_vitals_CLS_value " +
      "$ai_latency $ai_input_tokens $ai_output_tokens $ai_input_cost_usd $ai_output_cost_usd " +
      "$ai_total_cost_usd $ai_http_status $ai_time_to_first_token $ai_cache_read_input_tokens " +
      "$ai_cache_creation_input_tokens $ai_total_tokens $ai_request_cost_usd $ai_web_search_cost_usd $ai_reasoning_tokens $ai_temperature $ai_max_tokens " +
      "$geoip_latitude $geoip_longitude $geoip_accuracy_radius $timezone_offset " +
      "$sdk_debug_replay_internal_buffer_length $sdk_debug_replay_flushed_size",
  ),
  ...[
    "$used_bootstrap_value",
    "$ai_evaluation_applicable",
    "$ai_evaluation_result",
    "$ai_is_error",
    "$ai_stream",
    "$exception_handled",
    "$is_identified",
  ]
    .map((name): [string, PropertyType] => [name, "Boolean"]),
]);

function numbers(names: string): [string, PropertyType][] {
  return names.split(" ").map((name) => [name, "Numeric"]);
}

/** The type of a property, by its definition or by what PostHog sends. */
export function propertyType(
  scope: PropertyScope,
  name: string,
  context: HogQLContext,
): PropertyType | undefined {
  const defined = context.propertyType(scope, name);
  return defined ?? (scope === "event" ? KNOWN.get(name) : undefined);
}
