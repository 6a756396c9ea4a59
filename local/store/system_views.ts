/**
 * What PostHog's `system.*` tables show: rows of {@linkcode Entities}, as
 * columns. A view is made when the first query asks for it.
 *
 * @module
 */

/** How a column is read out of an entity's JSON, by the word in the table below. */
const READ: Readonly<Record<string, (field: string) => string>> = {
  int: (field) => `JSONExtractInt(json, '${field}')`,
  "int?": (field) => `JSONExtract(json, '${field}', 'Nullable(Int64)')`,
  float: (field) => `JSONExtract(json, '${field}', 'Nullable(Float64)')`,
  text: (field) => `JSONExtractString(json, '${field}')`,
  "text?": (field) => `JSONExtract(json, '${field}', 'Nullable(String)')`,
  json: (field) => `JSONExtractRaw(json, '${field}')`,
  flag: (field) => `toUInt8(JSONExtractBool(json, '${field}'))`,
  time: (field) =>
    `parseDateTime64BestEffortOrNull(JSONExtractString(json, '${field}'), 6, 'UTC')`,
  by: (field) =>
    `JSONExtract(json, '${
      field.replace(/_id$/, "")
    }', 'id', 'Nullable(Int64)')`,
};

/** Kind of entity and columns, `name:type`, of each table; "HogQL, system tables". */
const TABLES: Readonly<Record<string, readonly [kind: string, string]>> = {
  actions: [
    "action",
    "id:int name:text? description:text deleted:flag created_at:time updated_at:time " +
    "steps_json:json post_to_slack:flag slack_message_format:text is_calculating:flag " +
    "last_calculated_at:time bytecode:json bytecode_error:text? pinned_at:time " +
    "summary:text? created_by_id:by",
  ],
  annotations: [
    "annotation",
    "id:int content:text? scope:text creation_type:text date_marker:time deleted:flag " +
    "dashboard_item_id:int? dashboard_id:int? created_by_id:by created_at:time updated_at:time",
  ],
  cohorts: [
    "cohort",
    "id:int name:text? description:text deleted:flag filters:json query:json version:int? " +
    "pending_version:int? count:int? created_at:time is_calculating:flag last_calculation:time " +
    "errors_calculating:int last_error_at:time is_static:flag cohort_type:text? created_by_id:by",
  ],
  dashboards: [
    "dashboard",
    "id:int name:text? description:text pinned:flag created_at:time deleted:flag " +
    "last_accessed_at:time filters:json creation_mode:text restriction_level:int " +
    "created_by_id:by variables:json breakdown_colors:json data_color_theme_id:int? last_refresh:time",
  ],
  early_access_features: [
    "early_access_feature",
    "id:text feature_flag_id:int? name:text description:text stage:text " +
    "documentation_url:text created_at:time",
  ],
  error_tracking_issues: [
    "error_tracking_issue",
    "id:text created_at:time status:text name:text? description:text?",
  ],
  experiments: [
    "experiment",
    "id:int name:text description:text? filters:json parameters:json start_date:time " +
    "end_date:time created_at:time updated_at:time archived:flag deleted:flag feature_flag_id:int?",
  ],
  feature_flags: [
    "feature_flag",
    "id:int key:text name:text filters:json rollout_percentage:int? active:flag " +
    "created_at:time deleted:flag",
  ],
  group_type_mappings: [
    "group_type_mapping",
    "id:int group_type:text group_type_index:int name_singular:text? name_plural:text? created_at:time",
  ],
  insight_variables: [
    "insight_variable",
    "id:text name:text code_name:text type:text default_value:json values:json",
  ],
  insights: [
    "insight",
    "id:int name:text? derived_name:text? description:text? filters:json filters_hash:text? " +
    "query:json query_metadata:json order:int? deleted:flag saved:flag created_at:time " +
    "refreshing:flag is_sample:flag short_id:text favorited:flag refresh_attempt:int? " +
    "last_modified_at:time updated_at:time created_by_id:by last_modified_by_id:by",
  ],
  notebooks: [
    "notebook",
    "id:text short_id:text title:text? content:json text_content:text? deleted:flag " +
    "visibility:text version:int created_at:time last_modified_at:time created_by_id:by " +
    "last_modified_by_id:by",
  ],
  surveys: [
    "survey",
    "id:text name:text description:text type:text conditions:json questions:json " +
    "appearance:json created_at:time start_date:time end_date:time updated_at:time " +
    "archived:flag created_by_id:by linked_flag_id:int? targeting_flag_id:int? " +
    "internal_targeting_flag_id:int? internal_response_sampling_flag_id:int? " +
    "responses_limit:int? linked_insight_id:int? iteration_count:int? " +
    "iteration_frequency_days:int? current_iteration:int? schedule:text? " +
    "enable_partial_responses:flag enable_iframe_embedding:flag headline_summary:text? " +
    "question_summaries:json",
  ],
  teams: [
    "team",
    "id:int uuid:text organization_id:text name:text timezone:text created_at:time updated_at:time",
  ],
};

const GROUPS = "CREATE VIEW IF NOT EXISTS posthog.system_groups AS " +
  "SELECT toInt64(1) AS team_id, toInt64(index) AS group_type_index, toInt64(index) AS index, " +
  "key AS group_key, key, properties AS group_properties, properties, created_at, updated_at " +
  "FROM posthog.group_row FINAL";

/**
 * The statement that makes one view, or nothing when there is no such table.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(systemView("cohorts")?.includes("posthog.system_cohorts"), true);
 * assertEquals(systemView("passwords"), undefined);
 * ```
 */
export function systemView(table: string): string | undefined {
  if (table === "groups") return GROUPS;
  const known = TABLES[table];
  if (known === undefined) return undefined;
  const [kind, columns] = known;
  const select = columns.split(" ").map(column);
  return `CREATE VIEW IF NOT EXISTS posthog.system_${table} AS ` +
    `SELECT toInt64(1) AS team_id, ${select.join(", ")} ` +
    `FROM posthog.entity FINAL WHERE kind = '${kind}'`;
}

function column(declared: string): string {
  const [name = "", type = ""] = declared.split(":");
  const read = READ[type];
  if (read === undefined) throw new TypeError(`No such column type: "${type}"`);
  return `${read(name)} AS \`${name}\``;
}
