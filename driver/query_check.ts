/**
 * Whether PostHog knows every name in a query, without running it
 * (PostHog API, HogQLMetadata). Not part of the bundle: those ask who run a
 * query somewhere else, before they start anything.
 *
 * @module
 */

import type { PostHogClient } from "./client.ts";
import { connectionOf } from "./client/base_client.ts";
import {
  FieldNotFoundError,
  ObjectNotFoundError,
  QueryError,
} from "./errors.ts";
import { isNumber } from "./kinds.ts";
import { isPostHogError, type PostHogError } from "./posthog_error.ts";
import { askWithNames } from "./query_repair.ts";
import { askNode, type AskOptions } from "./query_request.ts";
import { errorFromAnswer } from "./response_error.ts";
import { nullish, Num, object, Objects, type Shaped, Text } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

const Metadata = object({ errors: Objects });

const Problem = object({
  message: Text,
  start: nullish(Num),
  end: nullish(Num),
});

/** `{name}` or `{variables.name}`, which metadata takes no values for. */
const PLACEHOLDER = /\{\s*[A-Za-z_][\w.]*\s*\}/g;

const ACTION = "run the query";
const PREFIX = `Cannot ${ACTION}: `;

const UNKNOWN_FUNCTION = /unsupported function|unknown function/i;

/** A query that names what PostHog does not know. */
export interface UnknownName {
  /** What kind of name it is. */
  readonly code: "unknown_table" | "unknown_field" | "unknown_function";
  /** What PostHog says about it. */
  readonly message: string;
  /** What to do next, with the nearest names. */
  readonly hint: string | undefined;
  /** Code points before the name; `undefined` where PostHog does not tell. */
  readonly start: number | undefined;
}

/**
 * The first name in a query that PostHog does not know, as `query()` would
 * read it. What else may be wrong with a query is left to its run.
 *
 * @throws {PostHogError} where PostHog does not answer
 *
 * @example
 * ```ts
 * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
 * import { assertEquals } from "@std/assert";
 * import { unknownName } from "./query_check.ts";
 *
 * await using posthog = await openEmbeddedPostHog();
 * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
 * const found = await unknownName(client, "SELECT evnt FROM events", {});
 * assertEquals([found?.code, found?.start], ["unknown_field", 7]);
 * ```
 */
export async function unknownName(
  client: PostHogClient,
  hogql: string,
  { signal }: Pick<AskOptions, "signal">,
): Promise<UnknownName | undefined> {
  const connection = connectionOf(client);
  const neutral = withoutPlaceholders(hogql);
  try {
    await askWithNames(connection, neutral, async (query) => {
      const node = { kind: "HogQLMetadata", language: "hogQL", query };
      const { body } = await askNode(connection, node, {
        signal,
        // What is too slow is not asked for once more, to be waited for.
        refresh: "blocking",
      });
      const [first] = parseWire("metadata", Metadata, body).errors;
      if (first === undefined) return;
      const wrong = parseWire("metadata", Problem, first);
      // A name that was made longer moves what stands behind it.
      throw refusal(query === neutral ? wrong : { message: wrong.message });
    });
    return undefined;
  } catch (error) {
    if (!isPostHogError(error)) throw error;
    const code = unknownIn(error);
    if (code === undefined) throw error;
    const { start } = error.details;
    return {
      code,
      message: error.message.slice(PREFIX.length),
      hint: error.hint,
      start: isNumber(start) ? start : undefined,
    };
  }
}

/** The error that the same words would be as the answer to a query. */
function refusal(
  { message, start, end }: Partial<Shaped<typeof Problem>>,
): PostHogError {
  const problem = {
    code: "hogql_query_error",
    detail: message,
    extra: { start: start ?? undefined, end: end ?? undefined },
  };
  return errorFromAnswer(
    { status: 400, headers: new Headers() },
    JSON.stringify(problem),
    { action: ACTION, endpoint: "query" },
    { personalApiKey: undefined, now: Date.now },
  );
}

function unknownIn(error: unknown): UnknownName["code"] | undefined {
  if (error instanceof FieldNotFoundError) return "unknown_field";
  if (error instanceof QueryError) {
    return UNKNOWN_FUNCTION.test(error.message)
      ? "unknown_function"
      : undefined;
  }
  // A 404 is about the project, not about a table.
  const isTable = error instanceof ObjectNotFoundError && error.status === 400;
  return isTable ? "unknown_table" : undefined;
}

/** A value in the place of each placeholder, and every name where it was. */
function withoutPlaceholders(hogql: string): string {
  return hogql.replaceAll(
    PLACEHOLDER,
    (placeholder) => "(0)".padEnd(placeholder.length),
  );
}
