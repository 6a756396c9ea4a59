/**
 * Which requests change a project.
 *
 * @module
 */

/**
 * Requests that only read although they are POSTs (or cancel a read). The
 * whole end of the path counts, so that none hides behind such a word.
 */
const READING_PATH =
  /\/(flags|decide|(projects|environments)\/[^/]+\/(query|file_download_batch_exports)(\/[\w-]+)*)\/?$/;

/** Capture takes events by GET too. */
const CAPTURE_PATH = /\/(e|batch|capture|track|engage)\/?$/;

/**
 * Whether a request to PostHog may change the project: capture, and whatever
 * is no GET, except queries, flag evaluation and file downloads.
 *
 * @param method The HTTP method.
 * @param path The path, with or without what stands before it; no query.
 *
 * @example
 * ```ts
 * import { isWrite } from "@posthog-driver/posthog-driver/driver";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isWrite("POST", "/api/projects/1/query/"), false);
 * assertEquals(isWrite("POST", "/batch/"), true);
 * assertEquals(isWrite("GET", "/e/"), true);
 * assertEquals(isWrite("PATCH", "/api/projects/1/cohorts/7/"), true);
 * ```
 */
export function isWrite(method: string, path: string): boolean {
  return /^(GET|HEAD|OPTIONS)$/i.test(method)
    ? CAPTURE_PATH.test(path)
    : !READING_PATH.test(path);
}
