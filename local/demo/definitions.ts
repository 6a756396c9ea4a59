/**
 * What ingestion would have learned from the demo events.
 *
 * @module
 */

const NUMERIC = [
  "amount",
  "duration_ms",
  "employees",
  "mrr",
  "$prev_pageview_duration",
  "quantity",
  "results",
  "rows",
  "seats",
  "steps_done",
];
const BOOLEAN = ["is_admin", "is_customer", "skipped_tour"];
const DATE_TIME = ["signed_up_at"];
const UNTYPED = ["$exception_list", "$exception_types", "$exception_values"];

/** Statements that write the definitions of what is in the tables. */
export function definitionStatements(): string[] {
  return [
    "INSERT INTO posthog.event_definition SELECT event, min(timestamp), " +
    "max(timestamp), count(), 1 FROM posthog.events GROUP BY event",
    "INSERT INTO posthog.event_property SELECT DISTINCT event, " +
    "arrayJoin(JSONExtractKeys(properties)) AS property FROM posthog.events " +
    `WHERE property NOT IN ('$set', '$groups')`,
    definitions("event", -1, "posthog.events"),
    definitions("person", -1, "posthog.person"),
    definitions("group", 0, "posthog.group_row"),
  ];
}

function definitions(scope: string, groupIndex: number, table: string): string {
  return "INSERT INTO posthog.property_definition " +
    `SELECT '${scope}', name, ${TYPE}, ${groupIndex}, count(), 1 FROM ` +
    `(SELECT arrayJoin(JSONExtractKeys(properties)) AS name FROM ${table}) ` +
    "WHERE name NOT IN ('$set', '$groups') GROUP BY name";
}

const TYPE = `multiIf(name IN (${list(NUMERIC)}), 'Numeric', ` +
  `name IN (${list(BOOLEAN)}), 'Boolean', ` +
  `name IN (${list(DATE_TIME)}), 'DateTime', ` +
  `name IN (${list(UNTYPED)}), '', 'String')`;

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
