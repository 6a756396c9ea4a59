/**
 * Groups: companies, workspaces, and whatever else a project counts by.
 *
 * @module
 */

import { column, json, T, type Table } from "./table.ts";

const FIELDS = {
  index: column("index", T.integer),
  key: column("key", T.string),
  created_at: column("created_at", T.time),
  updated_at: column("updated_at", T.time),
  properties: json("properties", "group"),
  team_id: column("team_id", T.integer, { hidden: true, sql: "1" }),
} as const;

/** The tables about groups. */
export const GROUP_TABLES: readonly Table[] = [
  {
    name: "groups",
    from: "posthog.group_row",
    derived: { alias: "group_row", key: "key" },
    fields: FIELDS,
  },
  { name: "raw_groups", from: "posthog.group_row", fields: FIELDS },
];
