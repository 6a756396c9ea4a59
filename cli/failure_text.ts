/**
 * Errors of every room, in the words and exit codes of the command line.
 *
 * @module
 */

import { safeText } from "./cell.ts";
import { PROGRAM } from "./command.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { Failure } from "./failure.ts";
import type { Screen } from "./terminal.ts";

/** What errors have in common, also those that crossed a process as data. */
export interface Problem {
  /** What was attempted and what was found. */
  readonly message: string;
  /** The class, by name. */
  readonly name?: string | undefined;
  /** One word for the cause. */
  readonly code?: string | undefined;
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
  QueryError: EXIT.query,
  FieldNotFoundError: EXIT.query,
  DataDirectoryInUseError: EXIT.connection,
  ValidationError: EXIT.usage,
  ParameterError: EXIT.usage,
  TemplateError: EXIT.usage,
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
  const { message, hint } = problem;
  return new Failure(message, {
    exitCode: exitCodeOf(problem),
    next: typeof hint === "string" && hint !== "" ? [hint] : nextSteps(problem),
    excerpt: hogql === undefined ? "" : excerpt(problem, hogql),
  });
}

/** Draws a failure for stderr. */
export function failureText(failure: Failure, screen: Screen): string {
  const lines = [
    `${screen.style("red", "Error:")} ${lineByLine(failure.message)}`,
    ...failure.excerpt === "" ? [] : [failure.excerpt],
    ...failure.next.map((text) =>
      `${screen.style("cyan", "→")} ${lineByLine(text)}`
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** The exit code that a problem stands for. */
export function exitCodeOf(
  { name = "", code = "" }: Pick<Problem, "name" | "code">,
): ExitCode {
  if (name === "ObjectNotFoundError") {
    return code === "unknown_table" ? EXIT.query : EXIT.connection;
  }
  return BY_NAME[name] ?? EXIT.failed;
}

function nextSteps({ name }: Problem): string[] {
  if (name === "TemplateError") {
    return [`Run "${PROGRAM} list" to see every template`];
  }
  return [];
}

/** The line of the query where the problem is, and a mark under the place. */
function excerpt({ details }: Problem, hogql: string): string {
  const start = startOf(details?.["position"], hogql);
  if (start === undefined) return "";
  const before = hogql.slice(0, start);
  const line = before.split("\n").length;
  const column = start - (before.lastIndexOf("\n") + 1);
  const text = hogql.split("\n")[line - 1] ?? "";
  const from = Math.max(0, column - 60);
  const shown = safeText(text.slice(from, column + 20));
  const label = `  ${line} │ `;
  const indent = " ".repeat(
    label.length + safeText(text.slice(from, column)).length,
  );
  return `${label}${shown}\n${indent}^`;
}

function startOf(position: unknown, hogql: string): number | undefined {
  if (typeof position !== "object" || position === null) return undefined;
  const start = "start" in position ? position.start : undefined;
  if (typeof start === "number") return Math.min(start, hogql.length);
  const line = "line" in position ? position.line : undefined;
  const column = "column" in position ? position.column : undefined;
  if (typeof line !== "number" || typeof column !== "number") return undefined;
  const lines = hogql.split("\n").slice(0, line - 1);
  return lines.reduce((sum, text) => sum + text.length + 1, 0) + column;
}

function lineByLine(text: string): string {
  return text.split("\n").map(safeText).join("\n  ");
}
