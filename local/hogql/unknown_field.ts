/**
 * What to say when a field is not there.
 *
 * @module
 */

import type { Field } from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { propertyType } from "./property_types.ts";
import type { Scope, Source, TableSource } from "./scope.ts";
import { nearest } from "./suggest.ts";

/** Units of time, which ClickHouse takes without quotes and HogQL does not. */
const UNITS = /^(?:second|minute|hour|day|week|month|quarter|year)$/i;

type Chain = readonly (string | number)[];

/** The error for a chain that is not in the sources it was looked for in. */
export function unknownField(
  chain: Chain,
  sources: readonly Source[],
  scope: Scope,
  field: Field,
): HogQLError {
  const hint = suggestion(chain, sources, scope, field);
  return new HogQLError(
    `Unable to resolve field: ${chain.join(".")}${hint}`,
    placeOf(field),
  );
}

function suggestion(
  chain: Chain,
  sources: readonly Source[],
  scope: Scope,
  field: Field,
): string {
  const name = String(chain[0]);
  if (scope.compilation.isQuoted(field)) {
    return `. Perhaps you meant the string '${name}'? Double quotes are for names`;
  }
  if (UNITS.test(name)) {
    return `. Perhaps you meant the string '${name.toLowerCase()}'? Units of time are strings`;
  }
  if (sources.length === 0) {
    const events = scope.compilation.schema.get("events");
    return events !== undefined && Object.hasOwn(events.fields, name)
      ? ". The query has no FROM. Perhaps you meant FROM events?"
      : "";
  }
  const near = synonym(name, sources) ?? throughJoin(name, sources, scope) ??
    asProperty(name, sources, scope) ??
    (chain[1] === "properties"
      ? nearest(name, withProperties(sources)) ?? withProperties(sources)[0]
      : undefined) ??
    nearest(name, [...scope.aliases.keys(), ...fieldNames(sources)]);
  return near === undefined ? "" : `. Perhaps you meant '${near}'?`;
}

/** What other products call fields of PostHog. */
const SYNONYMS: ReadonlyMap<string, string> = new Map(Object.entries({
  created: "created_at",
  date: "timestamp",
  event_name: "event",
  event_time: "timestamp",
  event_type: "event",
  group_key: "key",
  group_type: "index",
  group_type_index: "index",
  time: "timestamp",
  url: "properties.$current_url",
  user: "person_id",
  user_id: "person_id",
  userid: "person_id",
}));

function synonym(name: string, sources: readonly Source[]): string | undefined {
  const meant = SYNONYMS.get(name.toLowerCase());
  const [first = ""] = meant?.split(".") ?? [];
  return tablesOf(sources).some(({ table }) =>
      Object.hasOwn(table.fields, first)
    )
    ? meant
    : undefined;
}

/** The field of that name in a table that can be joined by a field. */
function throughJoin(
  name: string,
  sources: readonly Source[],
  scope: Scope,
): string | undefined {
  for (const source of tablesOf(sources)) {
    for (const [join, field] of Object.entries(source.table.fields)) {
      if (field.kind !== "join") continue;
      const joined = scope.compilation.schema.get(field.table);
      const found = joined !== undefined && Object.hasOwn(joined.fields, name)
        ? joined.fields[name]
        : undefined;
      if (found?.kind === "column" || found?.kind === "path") {
        return `${join}.${name}`;
      }
    }
  }
  return undefined;
}

/** Properties are often asked for as if they were columns. */
function asProperty(
  name: string,
  sources: readonly Source[],
  scope: Scope,
): string | undefined {
  const source = tablesOf(sources).find(({ table }) =>
    Object.hasOwn(table.fields, "properties")
  );
  const field = source?.table.fields["properties"];
  if (field?.kind !== "column" || field.type.json === undefined) {
    return undefined;
  }
  const known = propertyType(field.type.json, name, scope.compilation.context);
  return known !== undefined || name.startsWith("$")
    ? `properties.${name}`
    : undefined;
}

/** What has properties: persons and the groups of the project. */
function withProperties(sources: readonly Source[]): string[] {
  return tablesOf(sources).flatMap(({ table }) =>
    Object.entries(table.fields).flatMap(([name, field]) => {
      const isGroup = field.kind === "path" &&
        /^group_\d$/.test(field.chain.join());
      return isGroup && !name.startsWith("goe_") || name === "person"
        ? [name]
        : [];
    })
  ).reverse();
}

function tablesOf(sources: readonly Source[]): TableSource[] {
  return sources.filter((source) => source.kind === "table");
}

function fieldNames(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    source.kind === "table"
      ? Object.keys(source.table.fields)
      : [...source.columns.keys()]
  );
}
