/**
 * Tables that PostHog has and the embedded PostHog has nothing to put into:
 * queries about them run, find no row, and are told so.
 *
 * @module
 */

import { columnFields, emptyRelation } from "./column_list.ts";
import {
  column,
  type JoinField,
  path,
  T,
  type Table,
  type TableField,
} from "./table.ts";

/** Columns by table, as PostHog documents them. */
const COLUMNS: Readonly<Record<string, string>> = {
  session_replay_events:
    "session_id distinct_id min_first_timestamp@ max_last_timestamp@ start_time@ end_time@ first_url all_urls[] click_count# keypress_count# mouse_activity_count# active_milliseconds# console_log_count# console_warn_count# console_error_count# size# event_count# message_count# snapshot_source snapshot_library retention_period_days# expiry_time@",
  raw_session_replay_events:
    "session_id distinct_id min_first_timestamp@ max_last_timestamp@ first_url^ all_urls[] click_count# keypress_count# mouse_activity_count# active_milliseconds# console_log_count# console_warn_count# console_error_count# size# event_count# message_count# snapshot_source^ retention_period_days# is_deleted? _timestamp@",
  session_replay_features:
    "session_id distinct_id min_first_timestamp@ max_last_timestamp@ event_count# mouse_position_count# mouse_sum_x~ mouse_sum_x_squared~ mouse_sum_y~ mouse_sum_y_squared~ mouse_distance_traveled~ mouse_direction_change_count# mouse_velocity_sum~ mouse_velocity_sum_of_squares~ mouse_velocity_count# scroll_event_count# total_scroll_magnitude~ scroll_direction_reversal_count# rapid_scroll_reversal_count# click_count# keypress_count# mouse_activity_count# rage_click_count# dead_click_count# inter_action_gap_count# inter_action_gap_sum_ms~ inter_action_gap_sum_of_squares_ms~ max_idle_gap_ms~ quick_back_count# page_visit_count# console_error_count# console_error_after_click_count# network_request_count# network_failed_request_count# network_request_duration_sum~ network_request_duration_sum_of_squares~ network_request_duration_count# max_scroll_y~ text_selection_count# is_deleted? unique_url_count^^ unique_click_target_count^^",
  console_logs_log_entries:
    "log_source log_source_id instance_id timestamp@ level message",
  log_entries: "log_source log_source_id instance_id timestamp@ level message",
  batch_export_log_entries:
    "log_source log_source_id instance_id timestamp@ level message",
  heatmaps:
    "session_id distinct_id timestamp@ x# y# scale_factor# viewport_width# viewport_height# pointer_target_fixed? current_url type",
  logs:
    "uuid trace_id span_id body message severity_text severity_number# level service_name attributes% resource_attributes% resource_fingerprint# instrumentation_scope event_name time_bucket@ timestamp@ observed_timestamp@",
  log_attributes:
    "time_bucket@ service_name resource_fingerprint# attribute_key attribute_value attribute_type attribute_count#",
  metrics:
    "timestamp@ service_name metric_name metric_type value~ count# histogram_bounds[~] histogram_counts[~] unit aggregation_temporality is_monotonic? attributes% resource_attributes% trace_id span_id uuid time_bucket@ observed_timestamp@ resource_fingerprint# instrumentation_scope",
  trace_spans:
    "uuid trace_id span_id parent_span_id is_root_span? name kind# status_code# service_name timestamp@ end_time@ duration_nano# attributes% resource_attributes% observed_timestamp@ resource_fingerprint# instrumentation_scope time_bucket@",
  metric_attributes:
    "time_bucket@ service_name resource_fingerprint# attribute_key attribute_value attribute_type attribute_count#",
  trace_attributes:
    "time_bucket@ service_name resource_fingerprint# attribute_key attribute_value attribute_type attribute_count#",
  document_embeddings:
    "product document_type model_name rendering document_id timestamp@ inserted_at@ content metadata{} embedding[~]",
  query_log:
    "query_id query query_start_time@ query_duration_ms# name endpoint created_by read_rows# read_bytes# result_rows# result_bytes# memory_usage# status exception_code# exception_name exception event_date@ event_time@ is_personal_api_key_request? api_key_label api_key_mask",
  app_metrics:
    "app_source app_source_id instance_id timestamp@ metric_kind metric_name count#",
  exchange_rate: "currency date@ rate~",
  error_tracking_issue_fingerprint_overrides: "fingerprint issue_id",
  raw_error_tracking_issue_fingerprint_overrides:
    "fingerprint issue_id is_deleted? version#",
  "system.activity_logs": "id activity item_id scope detail{} created_at@",
  "system.alerts":
    "id name insight_id# enabled? state calculation_interval condition{} config{} created_at@ last_notified_at@ last_checked_at@ next_check_at@ snoozed_until@ skip_weekend?",
  "system.batch_exports":
    "id name model interval paused? deleted? destination_id timezone interval_offset# created_at@ last_updated_at@ last_paused_at@ start_at@ end_at@",
  "system.batch_export_backfills":
    "id batch_export_id start_at@ end_at@ status created_at@ finished_at@ last_updated_at@ total_records_count#",
  "system.cohort_calculation_history":
    "id filters{} count# started_at@ finished_at@ queries{} error error_code cohort_id#",
  "system.data_modeling_endpoints":
    "id name is_active? current_version# derived_from_insight created_at@ updated_at@ last_executed_at@",
  "system.data_modeling_endpoint_versions":
    "id endpoint_id version# description query{} data_freshness_seconds# is_active? columns{} created_at@",
  "system.data_warehouse_sources":
    "id source_id connection_id destination_id source_type status prefix description are_tables_created? created_at@ updated_at@ deleted? deleted_at@",
  "system.data_warehouse_tables":
    "id name columns{} row_count# external_data_source_id created_at@ updated_at@ deleted? deleted_at@",
  "system.source_schemas":
    "id name source_id table_id should_sync? status sync_type last_synced_at@ latest_error created_at@ updated_at@ deleted? deleted_at@",
  "system.source_sync_jobs":
    "id pipeline_id schema_id status rows_synced# billable? latest_error created_at@ finished_at@ updated_at@",
  "system.error_tracking_symbol_sets":
    "id ref release_id created_at@ last_used@ failure_reason",
  "system.exports":
    "id export_format created_at@ expires_after@ created_by_id#",
  "system.hog_flows":
    "id name description status version# exit_condition trigger{} edges{} actions{} created_at@ updated_at@",
  "system.hog_functions":
    "id name description type enabled? deleted? icon_url template_id execution_order# inputs_schema{} filters{} created_at@ updated_at@",
  "system.ingestion_warnings": "source type details{} timestamp@",
  "system.integrations":
    "id# kind integration_id config{} errors created_at@ created_by_id#",
  "system.logs_views":
    "id short_id name filters{} pinned? created_at@ updated_at@",
  "system.logs_alerts":
    "id name enabled? filters{} threshold_count# threshold_operator window_minutes# check_interval_minutes# state evaluation_periods# datapoints_to_alarm# cooldown_minutes# snooze_until@ next_check_at@ last_notified_at@ last_checked_at@ consecutive_failures# created_at@ updated_at@",
  "system.session_recordings":
    "id session_id distinct_id created_at@ deleted? start_time@ end_time@ duration# active_seconds# click_count# keypress_count# start_url inactive_seconds# mouse_activity_count# console_log_count# console_warn_count# console_error_count# retention_period_days# storage_version",
  "system.session_recording_playlists":
    "id# short_id name derived_name description pinned? deleted? filters{} created_at@ last_modified_at@ created_by_id# type last_modified_by_id#",
  "system.support_tickets":
    "id ticket_number# status priority channel_source distinct_id created_at@ updated_at@ channel_detail anonymous_traits{} message_count# unread_customer_count# unread_team_count# last_message_at@ last_message_text email_subject email_from session_id session_context{} sla_due_at@",
  "system.usage_metrics":
    "id name group_type_index# format interval# display filters{} created_at@ math math_property",
  "system.trace_reviews":
    "id trace_id comment created_at@ updated_at@ deleted? created_by_id# reviewed_by_id# deleted_at@",
  "system.trace_review_scores":
    "id review_id definition_id numeric_value~ boolean_value? categorical_values[] created_at@ definition_version definition_version_number# definition_config{} created_by_id# updated_at@",
  "system.review_queues":
    "id name created_at@ updated_at@ deleted? created_by_id# deleted_at@",
  "system.review_queue_items":
    "id queue_id trace_id created_at@ updated_at@ created_by_id# deleted? deleted_at@",
  "system.score_definitions":
    "id name description kind archived? created_at@ updated_at@ current_version_id created_by_id#",
};

function joinTo(table: string, from: string, to: string): JoinField {
  return { kind: "join", table, keys: [[from, to]] };
}

/** What can be asked for behind a recording, by a lazy join. */
const BEHIND_RECORDINGS: Readonly<Record<string, TableField>> = {
  person_id: path("pdi", "person_id"),
  pdi: joinTo("person_distinct_ids", "distinct_id", "distinct_id"),
  person: path("pdi", "person"),
  events: joinTo("events", "session_id", "$session_id"),
  session: joinTo("sessions", "session_id", "session_id"),
  console_logs: joinTo(
    "console_logs_log_entries",
    "session_id",
    "log_source_id",
  ),
};

const JOINS: Readonly<Record<string, Readonly<Record<string, TableField>>>> = {
  session_replay_events: BEHIND_RECORDINGS,
  raw_session_replay_events: BEHIND_RECORDINGS,
};

/** The tables without rows. */
export const ABSENT_TABLES: readonly Table[] = Object.entries(COLUMNS).map(
  ([name, columns]) => ({
    name,
    from: emptyRelation(`${columns} team_id#`),
    fields: {
      ...columnFields(columns),
      team_id: column("team_id", T.integer, { hidden: true }),
      ...JOINS[name],
    },
    warning:
      `The embedded PostHog keeps nothing in ${name}: it is always empty`,
  }),
);
