/**
 * Cohorts and actions that a query names, looked up before it is printed.
 *
 * @module
 */

import type { Call, CompareOperation, Expr, Query } from "../../hogql/mod.ts";
import type {
  ActionReference,
  CohortReference,
  HogQLContext,
} from "./context.ts";
import { filterExpressions } from "./filter_expressions.ts";
import { type AnyNode, visit } from "./rewrite.ts";

/** What was found, by the number or name the query uses. */
export interface References {
  /** Cohorts. */
  readonly cohorts: ReadonlyMap<number | string, CohortReference>;
  /** Actions. */
  readonly actions: ReadonlyMap<number | string, ActionReference>;
  /** HogQL in the filters of the actions. */
  readonly expressions: ReadonlyMap<string, Expr>;
}

/** Looks up everything the query names; what is not found is left out. */
export async function findReferences(
  query: Query,
  context: HogQLContext,
): Promise<References> {
  const cohortKeys = new Set<number | string>();
  const actionKeys = new Set<number | string>();
  visit(query, (node) => {
    noteCohort(node, cohortKeys);
    if (node.node === "Call") {
      const { name, args: [argument] } = node as Call;
      if (name === "matchesAction" && argument?.node === "Constant") {
        addKey(actionKeys, argument.value);
      }
    }
  });
  const actions = await lookUp(actionKeys, (key) => context.action(key));
  const filters = [...actions.values()].flatMap(({ steps }) =>
    steps.flatMap(({ properties }) => properties ?? [])
  );
  for (const { type, value } of filters) {
    if (type === "cohort") addKey(cohortKeys, Number(value));
  }
  const expressions = await filterExpressions(filters);
  for (const expr of expressions.values()) {
    visit(expr, (node) => noteCohort(node, cohortKeys));
  }
  return {
    actions,
    expressions,
    cohorts: await lookUp(cohortKeys, (key) => context.cohort(key)),
  };
}

function noteCohort(node: AnyNode, keys: Set<number | string>): void {
  if (node.node !== "CompareOperation") return;
  const { op, right } = node as CompareOperation;
  if (op.endsWith("cohort") && right.node === "Constant") {
    addKey(keys, right.value);
  }
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
