/**
 * What a gateway lets pass: requests to one project, and nothing that a path
 * could hide.
 *
 * @module
 */

import { isWrite } from "../../driver/is_write.ts";

/** A request that may pass. */
export interface Passage {
  /** Whether it goes to the ingestion host, without the personal key. */
  readonly isIngestion: boolean;
  /** Whether it may change the project. */
  readonly isWrite: boolean;
}

/** Paths that PostHog serves from its ingestion host, without personal key. */
const INGESTION_PATH =
  /^\/(i\/v0\/e|e|batch|capture|track|engage|flags|decide)(\/|$)/;

const PROJECT_PATH = /^\/api\/(?:projects|environments)\/([^/]+)(?:\/|$)/;

/** What tells about the key itself, and the rules of its project's flags. */
const PATH_OF_KEY =
  /^\/api\/(users\/@me|organizations\/@current|personal_api_keys\/@current|feature_flag\/local_evaluation)\/?$/;

/** What servers read as another path than the one that stands there. */
const AMBIGUOUS = /\/\/|\\|(^|\/)\.{1,2}(\/|$)/;

/**
 * How a request may pass, or a sentence that says why not.
 *
 * @example
 * ```ts
 * import { passageOf } from "./passage.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(passageOf("POST", "/api/projects/1/query/", "1"), {
 *   isIngestion: false,
 *   isWrite: false,
 * });
 * assertEquals(
 *   passageOf("GET", "/api/projects/2/insights/", "1"),
 *   'A run reaches project "1" only, not "2"',
 * );
 * ```
 */
export function passageOf(
  method: string,
  encodedPath: string,
  projectId: string,
): Passage | string {
  const path = decoded(encodedPath);
  if (path === undefined || AMBIGUOUS.test(path)) {
    return "A path may hold no dot segment, no empty one and no backslash";
  }
  if (INGESTION_PATH.test(path)) {
    return { isIngestion: true, isWrite: isWrite(method, path) };
  }
  const project = PROJECT_PATH.exec(path)?.[1];
  if (project === projectId) {
    return { isIngestion: false, isWrite: isWrite(method, path) };
  }
  if (project !== undefined) {
    return `A run reaches project "${projectId}" only, not "${project}"`;
  }
  return method === "GET" && PATH_OF_KEY.test(path)
    ? { isIngestion: false, isWrite: false }
    : `A run reaches what lies below /api/projects/${projectId}/, not ${method} ${path}`;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
