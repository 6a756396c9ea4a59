/**
 * The project as the HogQL compiler sees it.
 *
 * @module
 */

import type {
  ActionReference,
  CohortReference,
  HogQLContext,
  VariableValue,
} from "../hogql/mod.ts";
import type { Entity } from "../store/entities.ts";
import type { Store } from "../store/store.ts";
import { teamOf } from "../store/team.ts";

/**
 * What compiling needs to know, as of now; cohorts that the query names are
 * brought up to date first where there is a way to.
 */
export function hogqlContext(
  store: Store,
  offsetAllowed: boolean,
  now: () => Date,
  upToDate: (cohort: Entity) => Entity | Promise<Entity> = (it) => it,
): HogQLContext {
  const { identity, definitions, groups, persons, entities } = store;
  const team = teamOf(store);
  return {
    timezone: identity.timezone,
    weekStartDay: team.week_start_day ?? 0,
    testAccountFilters: team.test_account_filters,
    offsetAllowed,
    propertyType: (scope, name) =>
      scope === "other" ? undefined : definitions.typeOf(scope, name),
    groupTypes: groups.types,
    cohort: async (idOrName) => {
      const found = find(store, "cohort", idOrName);
      return found && cohort(await upToDate(found));
    },
    action: (idOrName) => action(find(store, "action", idOrName)),
    known: {
      cohorts: () => named(store, "cohort"),
      actions: () => named(store, "action"),
    },
    hasPersonOverrides: persons.hasOverrides,
    variables: entities.list("insight_variable").map(variable),
    now,
  };
}

function find(
  { entities }: Store,
  kind: string,
  idOrName: number | string,
): Entity | undefined {
  return entities.list(kind).find((entity) =>
    typeof idOrName === "number"
      ? entity.id === idOrName
      : entity["name"] === idOrName
  );
}

function named(
  { entities }: Store,
  kind: string,
): { readonly id: number; readonly name: string }[] {
  return entities.list(kind).map(({ id, name }) => ({
    id: Number(id),
    name: String(name),
  }));
}

function cohort(entity: Entity): CohortReference {
  const { id, name, version } = entity;
  return {
    id: Number(id),
    name: String(name),
    ...(typeof version === "number" ? { version } : {}),
  };
}

function action(entity: Entity | undefined): ActionReference | undefined {
  if (entity === undefined) return undefined;
  const { id, name, steps } = entity;
  return {
    id: Number(id),
    name: String(name),
    steps: Array.isArray(steps) ? steps as ActionReference["steps"] : [],
  };
}

function variable(entity: Entity): VariableValue {
  return {
    code_name: String(entity["code_name"]),
    value: entity["default_value"],
  };
}
