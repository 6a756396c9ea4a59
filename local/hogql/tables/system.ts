/**
 * `system.*`: what a project is made of beside its events.
 *
 * @module
 */

import { columnFields } from "./column_list.ts";
import { column, T, type Table } from "./table.ts";

/** Columns by table, as PostHog documents them. */
const COLUMNS: Readonly<Record<string, string>> = {
  actions:
    "id# name description deleted? created_at@ updated_at@ steps_json{} post_to_slack? slack_message_format is_calculating? last_calculated_at@ bytecode{} bytecode_error pinned_at@ summary created_by_id#",
  annotations:
    "id# content scope creation_type date_marker@ deleted? dashboard_item_id# dashboard_id# created_by_id# created_at@ updated_at@",
  cohorts:
    "id# name description deleted? filters{} query{} version# pending_version# count# created_at@ is_calculating? last_calculation@ errors_calculating# last_error_at@ is_static? cohort_type created_by_id#",
  dashboards:
    "id# name description pinned? created_at@ deleted? last_accessed_at@ filters{} creation_mode restriction_level# created_by_id# variables{} breakdown_colors{} data_color_theme_id# last_refresh@",
  early_access_features:
    "id feature_flag_id# name description stage documentation_url created_at@",
  error_tracking_issues: "id created_at@ status name description",
  experiments:
    "id# name description filters{} parameters{} start_date@ end_date@ created_at@ updated_at@ archived? deleted? feature_flag_id#",
  feature_flags:
    "id# key name filters{} rollout_percentage# active? created_at@ deleted?",
  groups:
    "index# key created_at@ updated_at@ properties{} group_type_index# group_key group_properties{}",
  group_type_mappings:
    "id# group_type group_type_index# name_singular name_plural created_at@",
  insight_variables: "id name code_name type default_value{} values{}",
  insights:
    "id# name derived_name description filters{} filters_hash query{} query_metadata{} order# deleted? saved? created_at@ refreshing? is_sample? short_id favorited? refresh_attempt# last_modified_at@ updated_at@ created_by_id# last_modified_by_id#",
  notebooks:
    "id short_id title content{} text_content deleted? visibility version# created_at@ last_modified_at@ created_by_id# last_modified_by_id#",
  surveys:
    "id name description type conditions{} questions{} appearance{} created_at@ start_date@ end_date@ updated_at@ archived? created_by_id# linked_flag_id# targeting_flag_id# internal_targeting_flag_id# internal_response_sampling_flag_id# responses_limit# linked_insight_id# iteration_count# iteration_frequency_days# current_iteration# schedule enable_partial_responses? enable_iframe_embedding? headline_summary question_summaries{}",
  teams: "id# uuid organization_id name timezone created_at@ updated_at@",
};

/** The system tables that the embedded PostHog keeps. */
export const SYSTEM_TABLES: readonly Table[] = Object.entries(COLUMNS).map(
  ([name, columns]) => ({
    name: `system.${name}`,
    from: `posthog.system_${name}`,
    fields: {
      ...columnFields(columns),
      team_id: column("team_id", T.integer, { hidden: true }),
    },
  }),
);
