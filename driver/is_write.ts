/**
 * Which requests change a project.
 *
 * @module
 */

/** Requests that only read although they are POSTs (or cancel a read). */
const READING_PATH =
  /\/(query|flags|decide|file_download_batch_exports)(\/|\?|$)/;

/**
 * Whether a request to PostHog may change the project: whatever is no GET,
 * except queries, flag evaluation and file downloads.
 *
 * @param method The HTTP method.
 * @param path The path, with or without what stands before it.
 *
 * @example
 * ```ts
 * import { isWrite } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isWrite("POST", "/api/projects/1/query/"), false);
 * assertEquals(isWrite("POST", "/batch/"), true);
 * assertEquals(isWrite("PATCH", "/api/projects/1/cohorts/7/"), true);
 * ```
 */
export function isWrite(method: string, path: string): boolean {
  if (["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase())) return false;
  return !READING_PATH.test(path);
}
