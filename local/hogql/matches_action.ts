/**
 * `matchesAction('name')`: the conditions of an action, on events.
 *
 * @module
 */

import type { Call, Expr } from "../../hogql/mod.ts";
import type { ActionReference, ActionStep } from "./context.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { all, any, compare, constant, fieldOf } from "./expression.ts";
import type { Printed } from "./printed.ts";
import { propertyFilter } from "./property_filter.ts";
import type { Scope } from "./scope.ts";
import { hintAmong } from "./suggest.ts";

/**
 * Prints the conditions of the action's steps, of which one must hold.
 *
 * @throws {HogQLError} When there is no such action, or no table of events
 */
export function printAction(call: Call, scope: Scope): Printed {
  const action = findAction(call, scope);
  const source = scope.sources.find((candidate) =>
    candidate.kind === "table" && candidate.table.name === "events"
  );
  if (source === undefined) {
    throw new HogQLError(
      "matchesAction can only be used with the events table",
      placeOf(call),
    );
  }
  return scope.print(
    any(action.steps.map((step) => stepFilter(step, source.name, scope))),
  );
}

function findAction(call: Call, scope: Scope): ActionReference {
  const [argument] = call.args;
  const wanted = argument?.node === "Constant" ? argument.value : undefined;
  if (
    call.args.length !== 1 ||
    (typeof wanted !== "string" && typeof wanted !== "number")
  ) {
    throw new HogQLError(
      "matchesAction expects one constant argument: the name or the id of an action",
      placeOf(call),
    );
  }
  const action = scope.compilation.actions.get(wanted);
  if (action === undefined) {
    const known = scope.compilation.context.known?.actions();
    throw new HogQLError(
      (typeof wanted === "number"
        ? `Could not find action with ID ${wanted}`
        : `Could not find an action with the name '${wanted}'`) +
        hintAmong(wanted, known),
      placeOf(call),
    );
  }
  return action;
}

function stepFilter(step: ActionStep, table: string, scope: Scope): Expr {
  const conditions: Expr[] = [];
  if (step.event) {
    conditions.push(
      compare("==", fieldOf(table, "event"), constant(step.event)),
    );
  }
  if (step.url) {
    const url = fieldOf(table, "properties", "$current_url");
    conditions.push(matchUrl(url, step.url, step.url_matching ?? "contains"));
  }
  for (const filter of step.properties ?? []) {
    const { now, expressions } = scope.compilation;
    conditions.push(propertyFilter(filter, { table, now, expressions }));
  }
  return all(conditions);
}

function matchUrl(url: Expr, text: string, how: string): Expr {
  if (how === "exact") return compare("==", url, constant(text));
  if (how === "regex") return compare("=~", url, constant(text));
  return compare("like", url, constant(`%${text}%`));
}
