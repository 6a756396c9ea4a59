/**
 * Errors of every room, in the words and exit codes of the command line.
 *
 * @module
 */

import { PROGRAM } from "./command.ts";
import { drawPlace, mistypedKeyword } from "./excerpt.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { Failure } from "./failure.ts";

/** What errors have in common, also those that crossed a process as data. */
export interface Problem {
  /** What was attempted and what was found. */
  readonly message: string;
  /** The class, by name. */
  readonly name?: string | undefined;
  /** One word for the cause. */
  readonly code?: string | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** What to do next. */
  readonly hint?: string | null | undefined;
  /** Machine-readable facts. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

const BY_NAME: Readonly<Record<string, ExitCode>> = {
  AuthenticationError: EXIT.connection,
  PermissionError: EXIT.connection,
  ConnectionError: EXIT.connection,
  RateLimitError: EXIT.connection,
  QuotaError: EXIT.connection,
  TimeoutError: EXIT.connection,
  ObjectNotFoundError: EXIT.connection,
  DataDirectoryInUseError: EXIT.connection,
  E2BError: EXIT.sandbox,
  QueryError: EXIT.query,
  FieldNotFoundError: EXIT.query,
  ValidationError: EXIT.usage,
  ParameterError: EXIT.usage,
  TemplateError: EXIT.usage,
};

/** Codes of errors that are about the query, whatever their class. */
const QUERY_CODE = /^(hogql_|query_|unknown_(table|field|function)$)/;

/** Codes of errors on the way to PostHog, for those that lost their class. */
const CONNECTION_CODE =
  /^(connection_failed|client_timeout|invalid_key|permission_denied|throttled|quota_limit_exceeded|redirected|broken_body|html_instead_of_json|authentication_failed|not_authenticated)$/;

/** What to do next, where the error's own words are for programs. */
const NEXT_BY_CODE: Readonly<Record<string, string>> = {
  missing_value: `Pass it: --values '{"name": "value"}'`,
  missing_project_api_key: "Set POSTHOG_PROJECT_API_KEY (phc_…)",
  connection_failed: "Check POSTHOG_API_URL and the network",
  html_instead_of_json: "Check POSTHOG_API_URL: it is not PostHog's API",
};

/** Gives any error its exit code and what to do next. */
export function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : problemFailure(problemOf(error));
}

/** Any error as a problem. */
export function problemOf(error: unknown): Problem {
  return error instanceof Error ? error : { message: String(error) };
}

/** What a program wants to know about a problem, as plain JSON. */
export function problemJson(problem: Problem): Record<string, unknown> {
  const { name, message, code, hint, details } = problem;
  return {
    name: name ?? "Error",
    message,
    code: code ?? null,
    hint: hint ?? null,
    details: details ?? {},
  };
}

/** Gives a problem its exit code, what to do next, and the place in the query. */
export function problemFailure(problem: Problem, hogql?: string): Failure {
  if (problem instanceof Failure) return problem;
  const position = problem.details?.["position"];
  return new Failure(problem.message, {
    exitCode: exitCodeOf(problem),
    next: nextSteps(problem, hogql),
    excerpt: hogql === undefined ? "" : drawPlace(hogql, position),
  });
}

/** The exit code that a problem stands for. */
export function exitCodeOf(
  { name = "", code = "", status = 0 }: Omit<Problem, "details" | "message">,
): ExitCode {
  if (QUERY_CODE.test(code)) return EXIT.query;
  const known = BY_NAME[name];
  if (known !== undefined) return known;
  const unreachable = CONNECTION_CODE.test(code) ||
    [401, 402, 403, 429].includes(status);
  return unreachable ? EXIT.connection : EXIT.failed;
}

function nextSteps(problem: Problem, hogql: string | undefined): string[] {
  const { name, code = "", hint, details } = problem;
  if (name === "TemplateError") {
    return [`Run "${PROGRAM} list" to see every template`];
  }
  if (code === "hogql_syntax_error" && hogql !== undefined) {
    const meant = mistypedKeyword(hogql, details?.["position"]);
    return [meant ?? "Correct the query at the mark"];
  }
  if (hint?.includes("listObjects()")) {
    return [`Run "${PROGRAM} run explore_schema" to see what there is`];
  }
  const next = nextOf(code) ?? hint?.replace(/the option "(\w+)"/, variableOf);
  return next ? [next] : [];
}

/** At the command line, options of the client come from the environment. */
const VARIABLES: Readonly<Record<string, string>> = {
  apiUrl: "POSTHOG_API_URL",
  projectId: "POSTHOG_PROJECT_ID",
  personalApiKey: "POSTHOG_PERSONAL_API_KEY",
  projectApiKey: "POSTHOG_PROJECT_API_KEY",
};

function variableOf(all: string, option: string): string {
  return VARIABLES[option] ?? all;
}

/** What to do next at the command line, where a code says more than the error's own words. */
export function nextOf(code: string): string | undefined {
  return NEXT_BY_CODE[code];
}
