/**
 * Events, out and in.
 *
 * @module
 */

import { captureBatch } from "../capture.ts";
import type { CaptureOptions, CaptureResult } from "../capture.ts";
import type { CaptureEvent } from "../capture_event.ts";
import type { PostHogEvent } from "../event_row.ts";
import { getEvents, type GetEventsOptions } from "../events.ts";
import { EventExport, type ExportEventsOptions } from "../export_events.ts";
import {
  type ExportedFile,
  exportFiles,
  type ExportFilesOptions,
} from "../export_files.ts";
import type { Rows } from "../formats/column.ts";
import {
  writeFiles,
  type WriteFilesOptions,
  type WrittenFile,
} from "../formats/write_files.ts";
import type { Listing } from "../listing.ts";
import { connectionOf } from "./base_client.ts";
import { QueryClient } from "./query_client.ts";

/**
 * Reading and capturing events.
 *
 * @example
 * ```ts
 * import { EventClient, PostHogClient } from "@posthog-driver/posthog-driver/driver";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PostHogClient({}), EventClient);
 * ```
 */
export abstract class EventClient extends QueryClient {
  /**
   * Reads up to 50,000 events, newest first.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { rows, envelope } = await client.getEvents({
   *   eventName: "purchase",
   *   after: "-30d",
   *   limit: 10,
   * });
   * assertEquals([rows.length, envelope.truncated], [10, true]);
   * ```
   */
  getEvents(
    options: GetEventsOptions = {},
  ): Promise<Listing<PostHogEvent>> {
    return getEvents(connectionOf(this), options);
  }

  /**
   * Reads all events from `start` to `end`, both inclusive, of any number,
   * one page in memory. Iterate over the result; its `cursor` resumes.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog({ demo: { people: 200 } });
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const events = client.exportEvents({ start: "-2d", eventNames: ["purchase"] });
   * let count = 0;
   * for await (const event of events) count += event.event === "purchase" ? 1 : 0;
   * assertEquals(events.envelope?.rows, count);
   * ```
   */
  exportEvents(options: ExportEventsOptions): EventExport {
    return new EventExport(connectionOf(this), options);
  }

  /**
   * Has PostHog write events, people or sessions to files, a week each, and
   * downloads them. Only PostHog Cloud offers it.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * const client = new PostHogClient({
   *   projectId: 1,
   *   personalApiKey: "phx_example",
   *   // In place of PostHog Cloud: an export, its files, the file.
   *   fetch: async ({ method, url }) =>
   *     method === "POST"
   *       ? Response.json({ id: "x1" }, { status: 202 })
   *       : url.includes("/download/")
   *       ? new Response('{"event":"purchase"}\n')
   *       : Response.json({ status: "Completed", files: ["0"] }),
   * });
   * const files = client.exportFiles({
   *   start: new Date("2026-01-01"),
   *   end: new Date("2026-01-08"),
   *   format: "JSONLines",
   * });
   * for await (const { name, stream } of files) {
   *   assertEquals(name, "events_x1_0");
   *   assertEquals(await new Response(stream).text(), '{"event":"purchase"}\n');
   * }
   * ```
   */
  exportFiles(options: ExportFilesOptions): AsyncIterable<ExportedFile> {
    return exportFiles(connectionOf(this), options);
  }

  /**
   * Captures one event.
   *
   * @throws {ValidationError} For an event that PostHog would lose.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { accepted } = await client.captureEvent({
   *   event: "purchase",
   *   distinctId: "user-1",
   *   properties: { amount: 12 },
   *   set: { plan: "pro" },
   * });
   * assertEquals(accepted, 1);
   * ```
   */
  captureEvent(
    event: CaptureEvent,
    options: CaptureOptions = {},
  ): Promise<CaptureResult> {
    return captureBatch(connectionOf(this), [event], options);
  }

  /**
   * Captures any number of events, in order, in as many requests as it
   * takes. Trying again never doubles an event.
   *
   * @example
   * ```ts
   * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * await using posthog = await openEmbeddedPostHog();
   * const client = new PostHogClient({ ...posthog, apiUrl: "http://127.0.0.1" });
   * const { accepted, rejected } = await client.captureBatch([
   *   { event: "signed up", distinctId: "user-1" },
   *   { event: "signed up", distinctId: "user-2", timestamp: "2026-01-01T00:00:00Z" },
   * ]);
   * assertEquals([accepted, rejected], [2, []]);
   * ```
   */
  captureBatch(
    events: readonly CaptureEvent[],
    options: CaptureOptions = {},
  ): Promise<CaptureResult> {
    return captureBatch(connectionOf(this), events, options);
  }

  /**
   * Writes rows to one file per format (JSON Lines, CSV, Parquet), reading
   * them once and holding few in memory. Here for scripts, which import
   * nothing: `artifact` is what they were handed.
   *
   * @example
   * ```ts
   * import { PostHogClient } from "@posthog-driver/posthog-driver/driver";
   * import { assertEquals } from "@std/assert";
   *
   * const [file] = await new PostHogClient({}).writeFiles([{ a: 1 }], {
   *   name: "numbers",
   *   columns: [{ name: "a", type: "number" }],
   *   formats: ["jsonl"],
   *   artifact: async (name, content) => {
   *     const text = (await Array.fromAsync(content)).join("");
   *     return { name, bytes: text.length, sha256: "" };
   *   },
   * });
   * assertEquals(file?.name, "numbers.jsonl");
   * ```
   */
  writeFiles(
    rows: Rows,
    options: WriteFilesOptions,
  ): Promise<WrittenFile[]> {
    return writeFiles(rows, options);
  }
}
