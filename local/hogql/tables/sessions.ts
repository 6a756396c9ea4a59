/**
 * Sessions, computed from the events that carry their id.
 *
 * @module
 */

import { arrayOf, nullable, of } from "../type.ts";
import { channel } from "./channel.ts";
import { column, path, T, type Table, type TableField } from "./table.ts";

const VIEWS = "in({t}.event, tuple('$pageview', '$screen'))";

/** The property of the session's first event that has one. */
function entry(key: string): string {
  return `argMinIf(${value(key)}, {t}.timestamp, notEmpty(${raw(key)}))`;
}

/** The same, and '' when no event has one. */
function first(key: string): string {
  return `argMinIf(${raw(key)}, {t}.timestamp, notEmpty(${raw(key)}))`;
}

/** The property of the session's last event that has one. */
function end(key: string): string {
  return `argMaxIf(${value(key)}, {t}.timestamp, notEmpty(${raw(key)}))`;
}

function raw(key: string): string {
  return `JSONExtractString({t}.properties, '${key}')`;
}

function value(key: string): string {
  return `nullIf(${raw(key)}, '')`;
}

function count(event: string): string {
  return `countIf(equals({t}.event, '${event}'))`;
}

const DURATION = "dateDiff('second', min({t}.timestamp), max({t}.timestamp))";

/** When the largest part of the first page was painted, as it was measured. */
const FIRST_LCP =
  "argMin(JSONExtract({t}.properties, '$web_vitals_LCP_value', 'Nullable(Float64)'), " +
  "if(JSONHas({t}.properties, '$web_vitals_LCP_value'), {t}.timestamp, NULL))";

const ENTRY_PROPERTIES: readonly string[] = [
  "utm_source",
  "utm_campaign",
  "utm_medium",
  "utm_term",
  "utm_content",
  "gclid",
  "gad_source",
  "gclsrc",
  "dclid",
  "gbraid",
  "wbraid",
  "fbclid",
  "msclkid",
  "twclid",
  "li_fat_id",
  "mc_cid",
  "igshid",
  "ttclid",
  "epik",
  "qclid",
  "sccid",
  "irclid",
  "_kx",
];

const UUID_OF_SESSION =
  "reinterpretAsUInt128(reverse(unhex(replaceAll(assumeNotNull({t}.`$session_id`), '-', ''))))";

/** The table of sessions. */
export const SESSIONS_TABLE: Table = {
  name: "sessions",
  from: "posthog.events",
  derived: {
    alias: "events",
    key: "session_id",
    where: "notEmpty(ifNull({t}.`$session_id`, ''))",
    groupBy: "{t}.`$session_id`",
  },
  fields: {
    id: column("id", T.string, { sql: "assumeNotNull({t}.`$session_id`)" }),
    session_id: column("session_id", T.string, {
      sql: "assumeNotNull({t}.`$session_id`)",
    }),
    session_id_v7: column("session_id_v7", T.integer, {
      sql: `any(${UUID_OF_SESSION})`,
    }),
    team_id: column("team_id", T.integer, { hidden: true, sql: "any(1)" }),
    distinct_id: column("distinct_id", T.string, {
      sql: "argMin({t}.distinct_id, {t}.timestamp)",
    }),
    session_timestamp: time("min({t}.timestamp)"),
    $start_timestamp: time("min({t}.timestamp)"),
    $end_timestamp: time("max({t}.timestamp)"),
    max_inserted_at: time("max({t}.created_at)"),
    $urls: column("$urls", arrayOf(of("String")), {
      sql: `groupUniqArrayIf(${raw("$current_url")}, notEmpty(${
        raw("$current_url")
      }))`,
    }),
    $num_uniq_urls: integer(
      `uniqExactIf(${raw("$current_url")}, notEmpty(${raw("$current_url")}))`,
    ),
    $pageview_count: integer(count("$pageview")),
    $autocapture_count: integer(count("$autocapture")),
    $screen_count: integer(count("$screen")),
    $channel_type: column("$channel_type", T.string, { sql: channel(first) }),
    $session_duration: integer(DURATION),
    duration: path("$session_duration"),
    $is_bounce: column("$is_bounce", T.boolean, {
      sql: `toBool(and(equals(countIf(${VIEWS}), 1), equals(${
        count("$autocapture")
      }, 0), less(${DURATION}, 10)))`,
    }),
    $has_autocapture: column("$has_autocapture", T.boolean, {
      sql: `toBool(greater(${count("$autocapture")}, 0))`,
    }),
    $has_replay_events: column("$has_replay_events", T.boolean, {
      sql: `toBool(greater(${count("$snapshot")}, 0))`,
    }),
    $page_screen_count_up_to: integer(`least(countIf(${VIEWS}), 2)`, true),
    $vitals_lcp: column("", nullable(of("Float")), { sql: FIRST_LCP }),
    $entry_current_url: text(entry("$current_url")),
    $end_current_url: text(end("$current_url")),
    $exit_current_url: path("$end_current_url"),
    $entry_pathname: text(entry("$pathname")),
    $end_pathname: text(end("$pathname")),
    $exit_pathname: path("$end_pathname"),
    $entry_hostname: text(entry("$host")),
    $end_hostname: text(end("$host")),
    $entry_referring_domain: text(entry("$referring_domain")),
    $last_external_click_url: text(end("$external_click_url")),
    ...Object.fromEntries(
      ENTRY_PROPERTIES.map((key) => [`$entry_${key}`, text(entry(key))]),
    ),
    $entry_has_gclid: has("gclid"),
    $entry_has_fbclid: has("fbclid"),
  },
};

function time(sql: string): TableField {
  return column("", T.time, { sql });
}

function integer(sql: string, hidden = false): TableField {
  return column("", T.integer, { sql, hidden });
}

function text(sql: string): TableField {
  return column("", T.nullableString, { sql });
}

function has(key: string): TableField {
  return column("", T.boolean, { sql: `toBool(isNotNull(${entry(key)}))` });
}
