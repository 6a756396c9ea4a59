/**
 * Single objects of PostHog's API.
 *
 * @module
 */

import * as v from "valibot";
import type { PathSegment } from "./api_path.ts";
import type { Connection } from "./connection.ts";
import { ConnectionError } from "./errors.ts";

/** An object as PostHog sends it. */
export type WireObject = Record<string, unknown>;

const WireObject = v.record(v.string(), v.unknown());

/** Reads one object. */
export async function read(
  connection: Connection,
  path: readonly PathSegment[],
  signal?: AbortSignal,
): Promise<WireObject> {
  const { body } = await connection.project(path, {
    action: `read ${path.join("/") || "the project"}`,
    method: "GET",
    endpoint: "crud",
    repeatable: true,
    signal,
  });
  return parseObject(body);
}

/** Creates one object; never sent twice, for a lost answer may hide a success. */
export async function create(
  connection: Connection,
  path: readonly PathSegment[],
  json: unknown,
  signal?: AbortSignal,
): Promise<WireObject> {
  const { body } = await connection.project(path, {
    action: `create ${path.join("/")}`,
    method: "POST",
    json,
    endpoint: "crud",
    repeatable: false,
    signal,
  });
  return parseObject(body);
}

/** Checks that something is an object. */
export function parseObject(body: unknown): WireObject {
  const parsed = v.safeParse(WireObject, body);
  if (parsed.success) return parsed.output;
  throw new ConnectionError("Cannot read the answer: it is no object", {
    code: "unexpected_answer",
    hint: "Check that the API URL is PostHog's",
  });
}
