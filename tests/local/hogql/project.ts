/**
 * A project for the compiler to know about.
 *
 * @module
 */

import type { HogQLContext, PropertyType } from "../../../local/hogql/mod.ts";

/** Property types by `scope.name`. */
const TYPES: Readonly<Record<string, PropertyType>> = {
  "event.amount": "Numeric",
  "event.is_paid": "Boolean",
  "event.due": "DateTime",
  "event.plan": "String",
  "person.age": "Numeric",
  "group.seats": "Numeric",
};

/** The context of a small project; what is given replaces what is there. */
export function project(changes: Partial<HogQLContext> = {}): HogQLContext {
  return {
    timezone: "UTC",
    weekStartDay: 0,
    offsetAllowed: true,
    groupTypes: ["organization"],
    hasPersonOverrides: false,
    propertyType: (scope, name) => TYPES[`${scope}.${name}`],
    cohort: (key) =>
      key === 1 || key === "Power users"
        ? { id: 1, name: "Power users", version: 2 }
        : undefined,
    known: {
      cohorts: () => [{ id: 1, name: "Power users" }],
      actions: () => [{ id: 7, name: "Bought" }],
    },
    variables: [{ code_name: "country" }],
    action: (key) =>
      key === 7 || key === "Bought"
        ? { id: 7, name: "Bought", steps: [{ event: "purchase" }] }
        : undefined,
    ...changes,
  };
}
