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
import type { Classified } from "./response_error.ts";
import type { ServerProblem } from "./server_problem.ts";

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
export function classifyBadQuery(problem: ServerProblem): Classified {
  const { code, detail } = problem;
  const suggestions = suggestionsIn(problem);
  const hint = hintFor(suggestions);
  if (code === "table_access_denied") {
    return {
      kind: PermissionError,
      code,
      hint: "Ask for access to the table, or leave it out",
    };
  }
  const table = UNKNOWN_TABLE.exec(detail)?.[1];
  if (table !== undefined || code === "unknown_table") {
    return {
      kind: ObjectNotFoundError,
      code: "unknown_table",
      hint: hint ?? "Call listObjects() for the tables of the project",
      details: { object: table ?? null, suggestions },
    };
  }
  const field = UNKNOWN_FIELD.exec(detail)?.[1];
  if (field !== undefined) {
    return {
      kind: FieldNotFoundError,
      code: "unknown_field",
      hint: hint ?? "Call getFields(object) for the columns of a table",
      details: { field, suggestions },
    };
  }
  if (
    ABOUT_THE_REQUEST.includes(code) && !LOOKS_LIKE_SYNTAX.test(detail)
  ) {
    return {
      kind: ValidationError,
      code: "invalid_input",
      hint: "Check the query node against PostHog's query schema",
      details: problem.attr === null ? {} : { field: problem.attr },
    };
  }
  return {
    kind: QueryError,
    code: "hogql_query_error",
    hint: hint ?? hintForText(detail),
    details: { position: positionIn(problem), suggestions },
  };
}

function hintFor(suggestions: readonly string[]): string | undefined {
  if (suggestions.length === 0) return undefined;
  return `Did you mean ${suggestions.map((name) => `"${name}"`).join(" or ")}?`;
}

function hintForText(detail: string): string {
  return /OFFSET is not supported/.test(detail)
    ? "Leave OFFSET out: queryBatches() and exportEvents() page without it"
    : "Correct the HogQL at the place the message names";
}

function suggestionsIn(problem: ServerProblem): readonly string[] {
  const given = problem.extra["suggestions"];
  if (Array.isArray(given)) {
    return given.filter((item) => typeof item === "string");
  }
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
  if (typeof start === "number") {
    return typeof end === "number" ? { start, end } : { start };
  }
  const match = /line (\d+)[,:]? ?(?:column )?(\d+)/i.exec(problem.detail);
  return match === null
    ? null
    : { line: Number(match[1]), column: Number(match[2]) };
}
