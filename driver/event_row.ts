/**
 * One event, as PostHog stores it.
 *
 * @module
 */

import * as v from "valibot";
import { ConnectionError } from "./errors.ts";
import { parseJson } from "./server_problem.ts";

/** An event. */
export interface PostHogEvent {
  /** Unique, made by whoever captured it. */
  readonly uuid: string;
  /** Its name. */
  readonly event: string;
  /** Who did it, as the capturing side knew them. */
  readonly distinct_id: string;
  /** When: ISO 8601, up to microseconds. */
  readonly timestamp: string;
  /** Its properties. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The person behind the distinct_id. */
  readonly person_id: string;
}

/** What is selected for an event, in order. */
export const EVENT_COLUMNS =
  "uuid, event, distinct_id, timestamp, properties, person_id";

const Properties = v.pipe(
  v.union([v.record(v.string(), v.unknown()), v.string()]),
  v.transform((value) => typeof value === "string" ? parseJson(value) : value),
  v.record(v.string(), v.unknown()),
);

const Cells = v.tuple([
  v.string(),
  v.string(),
  v.string(),
  v.string(),
  Properties,
  v.nullish(v.string(), ""),
]);

/** An event out of a row selected with {@linkcode EVENT_COLUMNS}. */
export function toEvent(cells: readonly unknown[]): PostHogEvent {
  const parsed = v.safeParse(Cells, cells);
  if (!parsed.success) throw notAnEvent(parsed.issues[0]);
  const [uuid, event, distinct_id, timestamp, properties, person_id] =
    parsed.output;
  return { uuid, event, distinct_id, timestamp, properties, person_id };
}

function notAnEvent(issue: v.BaseIssue<unknown>): ConnectionError {
  return new ConnectionError(
    `Cannot read an event: column ${
      v.getDotPath(issue) ?? "?"
    } is ${issue.received}, expected ${issue.expected ?? "text"}`,
    { code: "unexpected_answer", hint: "Check that the API URL is PostHog's" },
  );
}
