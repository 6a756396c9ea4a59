/**
 * All tables of a project.
 *
 * @module
 */

import type { HogQLContext, QueryModifiers } from "./context.ts";
import { ABSENT_TABLES } from "./tables/absent.ts";
import { AI_EVENTS_TABLE } from "./tables/ai_events.ts";
import { eventsTable } from "./tables/events.ts";
import { GROUP_TABLES } from "./tables/groups.ts";
import { informationSchema } from "./tables/information_schema.ts";
import { PERSON_TABLES } from "./tables/persons.ts";
import { SESSIONS_TABLE } from "./tables/sessions.ts";
import { SYSTEM_TABLES } from "./tables/system.ts";
import type { Table } from "./tables/table.ts";

/** Tables by name. */
export type Schema = ReadonlyMap<string, Table>;

const FIXED: readonly Table[] = [
  ...PERSON_TABLES,
  ...GROUP_TABLES,
  SESSIONS_TABLE,
  AI_EVENTS_TABLE,
  ...SYSTEM_TABLES,
  ...ABSENT_TABLES,
];

/** The tables as a query with these modifiers sees them. */
export function createSchema(
  context: Pick<HogQLContext, "groupTypes" | "hasPersonOverrides">,
  modifiers: QueryModifiers = {},
): Schema {
  const events = eventsTable({
    groupTypes: context.groupTypes,
    hasPersonOverrides: context.hasPersonOverrides,
    mode: modifiers.personsOnEventsMode ??
      "person_id_override_properties_on_events",
  });
  const tables = [events, ...FIXED];
  return new Map(
    [...tables, ...informationSchema(tables)]
      .map((table) => [table.name, table]),
  );
}
