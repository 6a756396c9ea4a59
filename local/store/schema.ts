/**
 * The tables, as ClickHouse sees them. HogQL is compiled to these names.
 *
 * @module
 */

/** Raised whenever a statement below changes; older directories are brought up. */
export const SCHEMA_VERSION = 1;

const MOMENT = "DateTime64(6, 'UTC')";

/** An insert has reached the disk when it returns. */
const DURABLE = "fsync_after_insert = 1, fsync_part_directory = 1";

/** Small granules: these tables are read by key, a few rows at a time. */
const BY_KEY = `index_granularity = 256, ${DURABLE}`;

/** One row per accepted event. */
const EVENTS = `CREATE TABLE IF NOT EXISTS posthog.events (
  uuid UUID,
  event LowCardinality(String),
  properties String CODEC(ZSTD(1)),
  timestamp ${MOMENT},
  distinct_id String,
  elements_chain String,
  created_at ${MOMENT},
  person_id UUID,
  person_created_at ${MOMENT},
  person_properties String CODEC(ZSTD(1)),
  person_mode LowCardinality(String),
  $group_0 String, $group_1 String, $group_2 String, $group_3 String, $group_4 String,
  $session_id Nullable(String),
  $window_id Nullable(String),
  INDEX uuid_bloom uuid TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp)
ORDER BY (toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))
SAMPLE BY cityHash64(distinct_id)
SETTINGS ${DURABLE}`;

const PERSON = `CREATE TABLE IF NOT EXISTS posthog.person (
  id UUID, created_at ${MOMENT}, properties String, is_identified UInt8,
  is_deleted UInt8, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY id SETTINGS ${BY_KEY}`;

const PERSON_DISTINCT_ID =
  `CREATE TABLE IF NOT EXISTS posthog.person_distinct_id (
  distinct_id String, person_id UUID, is_deleted UInt8, version UInt64,
  INDEX person_bloom person_id TYPE bloom_filter(0.001) GRANULARITY 4
) ENGINE = ReplacingMergeTree(version) ORDER BY distinct_id SETTINGS ${BY_KEY}`;

/** Where past events of a distinct_id belong after a merge. */
const PERSON_OVERRIDE = `CREATE TABLE IF NOT EXISTS posthog.person_override (
  distinct_id String, person_id UUID, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY distinct_id SETTINGS ${BY_KEY}`;

/** Distinct_ids with events but no person: a person made later takes them over. */
const WITHOUT_PROFILE = `CREATE TABLE IF NOT EXISTS posthog.without_profile (
  distinct_id String
) ENGINE = ReplacingMergeTree ORDER BY distinct_id SETTINGS ${BY_KEY}`;

const GROUP_ROW = `CREATE TABLE IF NOT EXISTS posthog.group_row (
  \`index\` UInt8, key String, properties String, created_at ${MOMENT},
  updated_at ${MOMENT}, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (index, key) SETTINGS ${BY_KEY}`;

/** Members of cohorts; the version a cohort counts by lies in its entity. */
const COHORT_PERSON = `CREATE TABLE IF NOT EXISTS posthog.cohort_person (
  cohort_id Int64, person_id UUID, version UInt64
) ENGINE = ReplacingMergeTree ORDER BY (cohort_id, version, person_id)
SETTINGS ${BY_KEY}`;

/** Everything PostHog keeps in Postgres: flags, insights, cohorts and so on. */
const ENTITY = `CREATE TABLE IF NOT EXISTS posthog.entity (
  kind LowCardinality(String), id String, json String, deleted UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (kind, id) SETTINGS ${BY_KEY}`;

const EVENT_DEFINITION = `CREATE TABLE IF NOT EXISTS posthog.event_definition (
  name String, created_at ${MOMENT}, last_seen_at ${MOMENT}, volume UInt64,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY name SETTINGS ${BY_KEY}`;

const PROPERTY_DEFINITION =
  `CREATE TABLE IF NOT EXISTS posthog.property_definition (
  scope LowCardinality(String), name String, type LowCardinality(String),
  group_index Int8, volume UInt64, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (scope, group_index, name)
SETTINGS ${BY_KEY}`;

const EVENT_PROPERTY = `CREATE TABLE IF NOT EXISTS posthog.event_property (
  event String, property String
) ENGINE = ReplacingMergeTree ORDER BY (event, property) SETTINGS ${BY_KEY}`;

/** What brings an empty directory to the present schema, in order. */
export function schemaStatements(): readonly string[] {
  return [
    "CREATE DATABASE IF NOT EXISTS posthog",
    EVENTS,
    PERSON,
    PERSON_DISTINCT_ID,
    PERSON_OVERRIDE,
    WITHOUT_PROFILE,
    GROUP_ROW,
    COHORT_PERSON,
    ENTITY,
    EVENT_DEFINITION,
    PROPERTY_DEFINITION,
    EVENT_PROPERTY,
  ];
}
