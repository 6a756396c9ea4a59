/**
 * What a sandbox gets of the driver, as one file. A script imports nothing: it
 * is handed a client, and everything it can reach hangs on that.
 *
 * @module
 */

export { PostHogClient } from "./client.ts";
export { isWrite } from "./is_write.ts";
