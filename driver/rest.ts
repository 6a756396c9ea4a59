/**
 * Single objects of PostHog's API.
 *
 * @module
 */

import type { PathSegment } from "./api_path.ts";
import type { Connection } from "./connection.ts";
import { Fields } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** An object as PostHog sends it. */
export type WireObject = Record<string, unknown>;

/** Reads one object; the caller names its fields, as PostHog documents them. */
export async function read<T extends WireObject>(
  connection: Connection,
  path: readonly PathSegment[],
  signal?: AbortSignal,
): Promise<T> {
  const { body } = await connection.project(path, {
    action: `read ${path.join("/") || "the project"}`,
    signal,
  });
  return parseObject(body) as T;
}

/** Creates one object; never sent twice, for a lost answer may hide a success. */
export async function create<T extends WireObject>(
  connection: Connection,
  path: string,
  json: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const { body } = await connection.project([path], {
    action: `create ${path}`,
    method: "POST",
    json,
    signal,
  });
  return parseObject(body) as T;
}

/** Checks that something is an object. */
export function parseObject(body: unknown): WireObject {
  return parseWire("the answer", Fields, body);
}
