/**
 * Cohorts and actions that a query names, looked up before it is printed.
 *
 * @module
 */

import type { Call, CompareOperation, Query } from "../../hogql/mod.ts";
import type {
  ActionReference,
  CohortReference,
  HogQLContext,
} from "./context.ts";
import { visit } from "./rewrite.ts";

/** What was found, by the number or name the query uses. */
export interface References {
  /** Cohorts. */
  readonly cohorts: ReadonlyMap<number | string, CohortReference>;
  /** Actions. */
  readonly actions: ReadonlyMap<number | string, ActionReference>;
}

/** Looks up everything the query names; what is not found is left out. */
export async function findReferences(
  query: Query,
  context: HogQLContext,
): Promise<References> {
  const cohortKeys = new Set<number | string>();
  const actionKeys = new Set<number | string>();
  visit(query, (node) => {
    if (node.node === "CompareOperation") {
      const { op, right } = node as CompareOperation;
      if (op.endsWith("cohort") && right.node === "Constant") {
        addKey(cohortKeys, right.value);
      }
    }
    if (node.node === "Call") {
      const { name, args: [argument] } = node as Call;
      if (name === "matchesAction" && argument?.node === "Constant") {
        addKey(actionKeys, argument.value);
      }
    }
  });
  const actions = await lookUp(actionKeys, (key) => context.action(key));
  for (const action of actions.values()) {
    for (const step of action.steps) {
      for (const filter of step.properties ?? []) {
        if (filter.type === "cohort") addKey(cohortKeys, Number(filter.value));
      }
    }
  }
  return {
    actions,
    cohorts: await lookUp(cohortKeys, (key) => context.cohort(key)),
  };
}

function addKey(keys: Set<number | string>, value: unknown): void {
  if (typeof value === "string" || typeof value === "number") keys.add(value);
}

async function lookUp<Found>(
  keys: ReadonlySet<number | string>,
  find: (
    key: number | string,
  ) => Found | undefined | Promise<Found | undefined>,
): Promise<Map<number | string, Found>> {
  const found = new Map<number | string, Found>();
  for (const key of keys) {
    const value = await find(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
