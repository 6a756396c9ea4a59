/**
 * `person_id IN COHORT 'name'`.
 *
 * @module
 */

import type { CompareOperation } from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { type Printed, printed } from "./printed.ts";
import type { Scope } from "./scope.ts";
import { hintAmong } from "./suggest.ts";
import { of } from "./type.ts";

/**
 * Prints membership in a cohort.
 *
 * @throws {HogQLError} When there is no such cohort
 */
export function printCohortMembership(
  expr: CompareOperation,
  scope: Scope,
): Printed {
  const person = scope.print(expr.left);
  const wanted = expr.right.node === "Constant" ? expr.right.value : undefined;
  if (typeof wanted !== "string" && typeof wanted !== "number") {
    throw new HogQLError(
      "IN COHORT only works with constant arguments",
      placeOf(expr.right),
    );
  }
  const cohort = scope.compilation.cohorts.get(wanted);
  if (cohort === undefined) {
    const known = scope.compilation.context.known?.cohorts();
    throw new HogQLError(
      (typeof wanted === "number"
        ? `Could not find cohort with ID ${wanted}`
        : `Could not find a cohort with the name '${wanted}'`) +
        hintAmong(wanted, known),
      placeOf(expr.right),
    );
  }
  scope.compilation.tables.add("cohort_people");
  const version = cohort.version === undefined
    ? `(SELECT max(version) FROM posthog.cohort_person WHERE equals(cohort_id, ${cohort.id}))`
    : String(cohort.version);
  const members =
    `(SELECT person_id FROM posthog.cohort_person WHERE and(equals(cohort_id, ${cohort.id}), equals(version, ${version})))`;
  const name = expr.op === "in cohort" ? "in" : "notIn";
  return printed(`${name}(${person.sql}, ${members})`, of("Boolean"));
}
