/**
 * Persons, the ids they are known by, and the cohorts they are in.
 *
 * @module
 */

import { channel, domainType } from "./channel.ts";
import {
  column,
  type ColumnField,
  type JoinField,
  json,
  T,
  type Table,
} from "./table.ts";

const TEAM: ColumnField = column("team_id", T.integer, {
  hidden: true,
  sql: "1",
});

const PERSON: JoinField = {
  kind: "join",
  table: "persons",
  keys: [["person_id", "id"]],
};

const PERSON_FIELDS = {
  id: column("id", T.uuid),
  created_at: column("created_at", T.time),
  properties: json("properties", "person"),
  is_identified: column("is_identified", T.boolean, {
    sql: "toBool({t}.is_identified)",
  }),
} as const;

function initial(property: string): string {
  return `JSONExtractString({t}.properties, '$initial_${
    property.replace("$", "")
  }')`;
}

/** What PostHog works out from how a person first came. */
const VIRTUAL = {
  $virt_initial_channel_type: column("", T.string, {
    hidden: true,
    sql: channel(initial),
  }),
  $virt_initial_referring_domain_type: column("", T.nullableString, {
    hidden: true,
    sql: domainType(initial("$referring_domain")),
  }),
} as const;

const VERSIONS = {
  is_deleted: column("is_deleted", T.integer),
  version: column("version", T.integer),
} as const;

/** The version a cohort counts by lies beside its name. */
const CURRENT_MEMBERS =
  "in(tuple({t}.cohort_id, {t}.version), (SELECT id, assumeNotNull(version) FROM posthog.system_cohorts))";

/** The tables about persons. */
export const PERSON_TABLES: readonly Table[] = [
  {
    name: "persons",
    from: "posthog.person",
    derived: {
      alias: "person",
      key: "id",
      where: "equals({t}.is_deleted, 0)",
    },
    fields: {
      ...PERSON_FIELDS,
      ...VIRTUAL,
      team_id: TEAM,
      pdi: {
        kind: "join",
        table: "person_distinct_ids",
        keys: [["id", "person_id"]],
      },
    },
  },
  {
    name: "raw_persons",
    from: "posthog.person",
    fields: { ...PERSON_FIELDS, ...VERSIONS, team_id: TEAM },
  },
  {
    name: "person_distinct_ids",
    from: "posthog.person_distinct_id",
    derived: {
      alias: "person_distinct_id",
      key: "distinct_id",
      where: "equals({t}.is_deleted, 0)",
    },
    fields: {
      distinct_id: column("distinct_id", T.string),
      person_id: column("person_id", T.uuid),
      team_id: TEAM,
      person: PERSON,
    },
  },
  {
    name: "raw_person_distinct_ids",
    from: "posthog.person_distinct_id",
    fields: {
      distinct_id: column("distinct_id", T.string),
      person_id: column("person_id", T.uuid),
      ...VERSIONS,
      team_id: TEAM,
    },
  },
  {
    name: "person_distinct_id_overrides",
    from: "posthog.person_override",
    derived: { alias: "person_override", key: "distinct_id" },
    fields: {
      distinct_id: column("distinct_id", T.string),
      person_id: column("person_id", T.uuid),
      team_id: TEAM,
      person: PERSON,
    },
  },
  {
    name: "raw_person_distinct_id_overrides",
    from: "posthog.person_override",
    fields: {
      distinct_id: column("distinct_id", T.string),
      person_id: column("person_id", T.uuid),
      version: column("version", T.integer),
      team_id: TEAM,
    },
  },
  {
    name: "cohort_people",
    needs: ["system.cohorts"],
    from: "posthog.cohort_person",
    derived: {
      alias: "cohort_person",
      key: "person_id",
      where: CURRENT_MEMBERS,
    },
    fields: {
      person_id: column("person_id", T.uuid),
      cohort_id: column("cohort_id", T.integer),
      team_id: TEAM,
      person: PERSON,
    },
  },
  {
    name: "static_cohort_people",
    needs: ["system.cohorts"],
    from: "posthog.cohort_person",
    derived: {
      alias: "cohort_person",
      key: "person_id",
      where:
        `and(in({t}.cohort_id, (SELECT id FROM posthog.system_cohorts WHERE is_static)), ${CURRENT_MEMBERS})`,
    },
    fields: {
      person_id: column("person_id", T.uuid),
      cohort_id: column("cohort_id", T.integer),
      team_id: TEAM,
      person: PERSON,
    },
  },
  {
    name: "raw_cohort_people",
    from: "posthog.cohort_person",
    fields: {
      person_id: column("person_id", T.uuid),
      cohort_id: column("cohort_id", T.integer),
      sign: column("sign", T.integer, { sql: "toInt8(1)" }),
      version: column("version", T.integer),
      team_id: TEAM,
      person: PERSON,
    },
  },
];
