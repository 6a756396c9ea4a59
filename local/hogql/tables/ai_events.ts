/**
 * Events about language models, with their properties as columns.
 *
 * @module
 */

import { nullable, of } from "../type.ts";
import { column, json, path, T, type Table, type TableField } from "./table.ts";

const TEXTS =
  "session_id parent_id span_id span_type generation_id experiment_id span_name trace_name " +
  "prompt_name model provider framework error error_type error_normalized";
const COUNTS =
  "total_tokens input_tokens output_tokens text_input_tokens text_output_tokens image_input_tokens " +
  "image_output_tokens audio_input_tokens audio_output_tokens video_input_tokens video_output_tokens " +
  "reasoning_tokens cache_read_input_tokens cache_creation_input_tokens web_search_count";
const AMOUNTS =
  "input_cost_usd output_cost_usd total_cost_usd request_cost_usd web_search_cost_usd audio_cost_usd " +
  "image_cost_usd video_cost_usd latency time_to_first_token";
const DOCUMENTS = "input output output_choices input_state output_state tools";

/** A column for each name, read from the property `$ai_<name>`. */
function columns(
  names: string,
  make: (property: string) => TableField,
): Record<string, TableField> {
  return Object.fromEntries(
    names.split(" ").map((name) => [name, make(`$ai_${name}`)]),
  );
}

function read(property: string, type: string): string {
  return `JSONExtract({t}.properties, '${property}', 'Nullable(${type})')`;
}

/** The table of events about language models, as PostHog documents it. */
export const AI_EVENTS_TABLE: Table = {
  name: "ai_events",
  from: "(SELECT * FROM posthog.events WHERE startsWith(event, '$ai_'))",
  needs: ["events"],
  fields: {
    uuid: column("uuid", T.uuid),
    event: column("event", T.string),
    timestamp: column("timestamp", T.time),
    team_id: column("team_id", T.integer, { hidden: true, sql: "1" }),
    distinct_id: column("distinct_id", T.string),
    person_id: column("person_id", T.uuid),
    properties: json("properties", "event"),
    trace_id: column("trace_id", T.string, {
      sql: "JSONExtractString({t}.properties, '$ai_trace_id')",
    }),
    ...columns(
      TEXTS,
      (property) =>
        column("", T.nullableString, { sql: read(property, "String") }),
    ),
    ...columns(
      COUNTS,
      (property) =>
        column("", T.nullableInteger, { sql: read(property, "Int64") }),
    ),
    ...columns(
      AMOUNTS,
      (property) =>
        column("", nullable(of("Float")), { sql: read(property, "Float64") }),
    ),
    is_error: column("is_error", T.boolean, {
      sql:
        "toBool(in(JSONExtractRaw({t}.properties, '$ai_is_error'), tuple('true', '\"true\"')))",
    }),
    ...columns(
      DOCUMENTS,
      (property) =>
        json("", "other", {
          sql: `JSONExtractRaw({t}.properties, '${property}')`,
        }),
    ),
    pdi: {
      kind: "join",
      table: "person_distinct_ids",
      keys: [["distinct_id", "distinct_id"]],
    },
    person: path("pdi", "person"),
  },
};
