/**
 * What an error of E2B's SDK may mean. Its classes do not always tell: a 429,
 * 503 or 504 at the edge of a running command has the same class as a dead
 * sandbox, and a dead sandbox has the same class as a timeout when a file is
 * read. Such errors are `unclear`, and the sandbox itself has to be asked.
 *
 * @module
 */

/** What an error of the SDK may mean. */
export type Symptom =
  | "busy"
  | "exited"
  | "forbidden"
  | "invalid"
  | "limited"
  | "missing_file"
  | "no_space"
  | "unauthorized"
  | "unclear"
  | "unreachable";

/** By the name of the SDK's class, as names survive where classes do not. */
const BY_NAME: Readonly<Record<string, Symptom>> = {
  AuthenticationError: "unauthorized",
  CommandExitError: "exited",
  FileNotFoundError: "missing_file",
  InvalidArgumentError: "invalid",
  NotEnoughSpaceError: "no_space",
  RateLimitError: "limited",
  ServiceBusyError: "busy",
  TemplateError: "invalid",
  TypeError: "unreachable",
};

/**
 * Reads an error of the SDK. Errors of the file API carry the HTTP status
 * only in their text (`500: …`), those of the control plane as `statusCode`,
 * and those of a stream begin with Connect's code (`2: [unknown] …`), which
 * says nothing about the sandbox.
 *
 * @example
 * ```ts
 * import { symptomOf } from "./symptom.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(symptomOf(new TypeError("fetch failed")), "unreachable");
 * assertEquals(symptomOf(new Error("2: [unknown] cut")), "unclear");
 * ```
 */
export function symptomOf(error: unknown): Symptom {
  if (!(error instanceof Error)) return "unclear";
  const known = BY_NAME[error.name];
  if (known !== undefined) return known;
  const status = statusOf(error);
  if (status === undefined) return "unclear";
  if (status >= 500) return "busy";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  return status === 429 ? "limited" : "invalid";
}

function statusOf(error: Error): number | undefined {
  if ("statusCode" in error && typeof error.statusCode === "number") {
    return error.statusCode;
  }
  const text = /^(\d{3}): /.exec(error.message)?.[1];
  return text === undefined ? undefined : Number(text);
}
