/**
 * Answers to surveys, which PostHog keeps under keys that depend on the
 * question.
 *
 * @module
 */

import type { Expr, SelectQuery } from "../../../hogql/mod.ts";
import { HogQLError } from "../errors.ts";
import { all, callOf, compare, constant, fieldOf } from "../expression.ts";
import { arrayOf, nullable, of } from "../type.ts";
import type { CallSite, FunctionSpec } from "./spec.ts";

/** The functions about surveys. */
export const SURVEY_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: "getSurveyResponse",
    min: 1,
    max: 3,
    returns: (site) =>
      takesSeveral(site) ? arrayOf(of("String")) : nullable(of("String")),
    print: (site) => site.scope.print(response(site)).sql,
  },
  {
    name: "uniqueSurveySubmissionsFilter",
    min: 1,
    max: 3,
    returns: of("Boolean"),
    print: (site) => site.scope.print(lastSubmissions(site)).sql,
  },
];

const takesSeveral = (site: CallSite): boolean =>
  site.args[2]?.constant === true;

const PROPERTIES: Expr = fieldOf("properties");

/** The answer under the question's id, or else under its number. */
function response(site: CallSite): Expr {
  const index = Number(site.args[0]?.constant);
  if (!Number.isInteger(index)) {
    throw new HogQLError(
      `${site.name} first argument must be a valid integer: the number of the question, from 0`,
    );
  }
  const id = site.args[1]?.constant;
  const byId = id ? constant(`$survey_response_${id}`) : callOf(
    "concat",
    constant("$survey_response_"),
    callOf(
      "JSONExtractString",
      callOf(
        "arrayElement",
        callOf(
          "JSONExtractArrayRaw",
          PROPERTIES,
          constant("$survey_questions"),
        ),
        constant(index + 1),
      ),
      constant("id"),
    ),
  );
  const byIndex = constant(
    index === 0 ? "$survey_response" : `$survey_response_${index}`,
  );
  if (takesSeveral(site)) {
    const chosen = callOf("JSONExtractArrayRaw", PROPERTIES, byId);
    return callOf(
      "if",
      callOf("notEmpty", chosen),
      chosen,
      callOf("JSONExtractArrayRaw", PROPERTIES, byIndex),
    );
  }
  const text = (key: Expr): Expr =>
    callOf(
      "nullIf",
      callOf("JSONExtractString", PROPERTIES, key),
      constant(""),
    );
  return callOf("coalesce", text(byId), text(byIndex));
}

/** Of events that belong to one submission, the last. */
function lastSubmissions(site: CallSite): Expr {
  const [survey, from, to] = site.nodes;
  if (survey?.node !== "Constant") {
    throw new HogQLError(`${site.name} first argument must be a constant`);
  }
  const submission = fieldOf("properties", "$survey_submission_id");
  const uuid = fieldOf("uuid");
  const timestamp = fieldOf("timestamp");
  const query: SelectQuery = {
    node: "SelectQuery",
    ctes: null,
    distinct: null,
    select: [callOf("argMax", uuid, timestamp)],
    select_from: {
      node: "JoinExpr",
      table: fieldOf("events"),
      alias: null,
      column_aliases: null,
      table_final: null,
      sample: null,
      constraint: null,
      next_join: null,
    },
    where: all([
      compare("==", fieldOf("event"), constant("survey sent")),
      compare("==", fieldOf("properties", "$survey_id"), survey),
      ...(from === undefined ? [] : [compare(">=", timestamp, from)]),
      ...(to === undefined ? [] : [compare("<=", timestamp, to)]),
    ]),
    prewhere: null,
    having: null,
    qualify: null,
    group_by: [
      callOf(
        "if",
        compare(
          "==",
          callOf("coalesce", submission, constant("")),
          constant(""),
        ),
        callOf("toString", uuid),
        submission,
      ),
    ],
  };
  return compare("in", uuid, query);
}
