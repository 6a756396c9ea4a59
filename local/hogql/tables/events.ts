/**
 * The table of events.
 *
 * @module
 */

import type { PersonsOnEventsMode } from "../context.ts";
import {
  column,
  type JoinField,
  json,
  path,
  T,
  type Table,
  type TableField,
} from "./table.ts";

const PERSON_JOIN: JoinField = {
  kind: "join",
  table: "persons",
  keys: [["person_id", "id"]],
};

const OVERRIDDEN =
  "if(not(empty({t}__override.distinct_id)), {t}__override.person_id, {t}.person_id)";

/** What about the project changes the table. */
export interface EventsTableOptions {
  /** Names of the group types, by index. */
  readonly groupTypes: readonly string[];
  /** Whose properties count. */
  readonly mode: PersonsOnEventsMode;
  /** Whether persons have been merged after their events came in. */
  readonly hasPersonOverrides: boolean;
}

/** The table of events, as PostHog documents it. */
export function eventsTable(options: EventsTableOptions): Table {
  return {
    name: "events",
    from: "posthog.events",
    fields: {
      uuid: column("uuid", T.uuid),
      event: column("event", T.string),
      properties: {
        ...json("properties", "event"),
        columns: ["$session_id", "$window_id"],
      },
      timestamp: column("timestamp", T.time),
      distinct_id: column("distinct_id", T.string),
      elements_chain: column("elements_chain", T.string),
      created_at: column("created_at", T.time),
      $session_id: column("$session_id", T.nullableString),
      $window_id: column("$window_id", T.nullableString),
      person_id: personId(options),
      ...groupKeys(),
      ...elements(),
      event_person_id: column("event_person_id", T.uuid, {
        sql: "{t}.person_id",
      }),
      event_issue_id: issue("event_issue_id"),
      issue_id: issue("issue_id"),
      ...hiddenColumns(),
      person: person(options.mode),
      poe: personOnEvent(),
      pdi: {
        kind: "join",
        table: "person_distinct_ids",
        keys: [["distinct_id", "distinct_id"]],
      },
      override: {
        kind: "join",
        table: "person_distinct_id_overrides",
        keys: [["distinct_id", "distinct_id"]],
      },
      session: {
        kind: "join",
        table: "sessions",
        keys: [["$session_id", "session_id"]],
      },
      ...groups(options.groupTypes),
    },
  };
}

function personId(
  { mode, hasPersonOverrides }: EventsTableOptions,
): TableField {
  if (mode === "disabled") return path("pdi", "person_id");
  const overridden = hasPersonOverrides &&
    mode !== "person_id_no_override_properties_on_events";
  return column("person_id", T.uuid, overridden ? { sql: OVERRIDDEN } : {});
}

function personOnEvent(): TableField {
  return {
    kind: "virtual",
    fields: {
      id: path("person_id"),
      created_at: path("person_created_at"),
      properties: path("person_properties"),
    },
  };
}

function person(mode: PersonsOnEventsMode): TableField {
  if (mode === "disabled") return path("pdi", "person");
  if (mode === "person_id_override_properties_joined") return PERSON_JOIN;
  return {
    kind: "virtual",
    fields: {
      id: path("person_id"),
      created_at: path("person_created_at"),
      properties: path("person_properties"),
    },
    otherwise: PERSON_JOIN,
  };
}

function groupKeys(): Record<string, TableField> {
  return Object.fromEntries(
    [0, 1, 2, 3, 4].map((index) => [
      `$group_${index}`,
      column(`$group_${index}`, T.string),
    ]),
  );
}

function groups(types: readonly string[]): Record<string, TableField> {
  const fields: Record<string, TableField> = {};
  for (const index of [0, 1, 2, 3, 4]) {
    fields[`group_${index}`] = {
      kind: "join",
      table: "groups",
      keys: [[`$group_${index}`, "key"]],
      condition: `equals({t}.index, ${index})`,
    };
    fields[`goe_${index}`] = path(`group_${index}`);
    const name = types[index];
    if (name !== undefined) fields[name] ??= path(`group_${index}`);
  }
  return fields;
}

/** The parts of `elements_chain` that PostHog keeps in columns of their own. */
function elements(): Record<string, TableField> {
  const values = (pattern: string): string =>
    `arrayDistinct(extractAll({t}.elements_chain, '${pattern}'))`;
  return {
    elements_chain_href: column("elements_chain_href", T.string, {
      sql: `extract({t}.elements_chain, '(?::|")href="(.*?)"')`,
    }),
    elements_chain_texts: column("elements_chain_texts", T.strings, {
      sql: values('(?::|")text="(.*?)"'),
    }),
    elements_chain_ids: column("elements_chain_ids", T.strings, {
      sql: values('(?::|")attr_id="(.*?)"'),
    }),
    elements_chain_elements: column("elements_chain_elements", T.strings, {
      sql: values(
        "(?:^|;)(a|button|form|input|select|textarea|label)(?:\\\\.|$|:)",
      ),
    }),
  };
}

function issue(name: string): TableField {
  return column(name, T.nullableUuid, {
    sql:
      "toUUIDOrNull(JSONExtractString({t}.properties, '$exception_issue_id'))",
  });
}

function hiddenColumns(): Record<string, TableField> {
  const hidden = { hidden: true } as const;
  return {
    $session_id_uuid: column("$session_id_uuid", {
      kind: "Integer",
      nullable: true,
    }, {
      ...hidden,
      sql: "reinterpretAsUInt128(toUUIDOrNull({t}.`$session_id`))",
    }),
    team_id: column("team_id", T.integer, { ...hidden, sql: "1" }),
    person_mode: column("person_mode", T.string, hidden),
    person_created_at: column("person_created_at", T.time, hidden),
    person_properties: json("person_properties", "person", hidden),
  };
}
