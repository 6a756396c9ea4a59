/**
 * What a refused query means (HTTP 400 of the query endpoint).
 *
 * @module
 */

import {
  FieldNotFoundError,
  ObjectNotFoundError,
  PermissionError,
  QueryError,
  type QueryPosition,
  ValidationError,
} from "./errors.ts";
import { isNumber, isText } from "./kinds.ts";
import { didYouMean } from "./nearest.ts";
import type { Meaning } from "./response_error.ts";
import type { ServerProblem } from "./server_problem.ts";

/** What to do about an unknown table when no name is near. */
export const LIST_TABLES = "Call listObjects() for the tables of the project";

/** What to do about a query that is wrong in some other way. */
export const CORRECT_HOGQL = "Correct the HogQL at the place the message names";

const UNKNOWN_FIELD =
  /(?:unable to resolve field|unknown field|unknown column|field not found|no such column)[: ]+[`"']?([^`"'\s,.]+)/i;

const UNKNOWN_TABLE =
  /(?:unknown table|unable to find table|table not found)[: ]+[`"']?([^`"'\s,]+?)[`"'.]*(?:\s|$)/i;

/** Codes of PostHog that say nothing about a HogQL text. */
const ABOUT_THE_REQUEST: readonly string[] = [
  "invalid_input",
  "invalid_property_filter",
  "parse_error",
  "required",
  "",
];

const LOOKS_LIKE_SYNTAX =
  /syntax error|mismatched input|no viable alternative|extraneous input|missing .+ at /i;

/** Finds the class of error behind a refused query. */
export function meaningOfBadQuery(problem: ServerProblem): Meaning {
  const { code, detail, attr } = problem;
  const suggestions = suggestionsIn(problem);
  const hint = didYouMean(suggestions);
  if (code === "table_access_denied") {
    return [
      PermissionError,
      code,
      "Ask for access to the table, or leave it out",
    ];
  }
  const object = UNKNOWN_TABLE.exec(detail)?.[1];
  if (object || code === "unknown_table") {
    return [
      ObjectNotFoundError,
      "unknown_table",
      hint ?? LIST_TABLES,
      { object: object ?? null, suggestions },
    ];
  }
  const field = UNKNOWN_FIELD.exec(detail)?.[1];
  if (field) {
    return [
      FieldNotFoundError,
      "unknown_field",
      hint ?? "Call getFields(object) for the columns of a table",
      { field, suggestions },
    ];
  }
  if (ABOUT_THE_REQUEST.includes(code) && !LOOKS_LIKE_SYNTAX.test(detail)) {
    return [
      ValidationError,
      "invalid_input",
      "Check the query node against PostHog's query schema",
      { field: attr },
    ];
  }
  return [
    QueryError,
    "hogql_query_error",
    hint ??
      (/OFFSET is not supported/.test(detail)
        ? "Leave OFFSET out: queryBatches() and exportEvents() page without it"
        : CORRECT_HOGQL),
    { position: positionIn(problem), suggestions },
  ];
}

function suggestionsIn(problem: ServerProblem): readonly string[] {
  const given = problem.extra["suggestions"];
  if (Array.isArray(given)) return given.filter(isText);
  // PostHog has them in its text: "Perhaps you meant 'event'?"
  const named =
    /(?:did you mean|perhaps you meant):? ([^?]+)/i.exec(problem.detail)?.[1] ??
      "";
  return [...named.matchAll(/[`"']([^`"']+)[`"']/g)].map(([, name]) =>
    name ?? ""
  );
}

function positionIn(problem: ServerProblem): QueryPosition | null {
  const { start, end } = problem.extra;
  if (isNumber(start)) {
    return { start, ...(isNumber(end) && { end }) };
  }
  const match = /line (\d+)[,:]? ?(?:column )?(\d+)/i.exec(problem.detail);
  return match === null
    ? null
    : { line: Number(match[1]), column: Number(match[2]) };
}
