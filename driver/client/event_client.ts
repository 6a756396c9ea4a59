/**
 * Events, out and in.
 *
 * @module
 */

import { captureBatch, captureEvent } from "../capture.ts";
import type { CaptureOptions, CaptureResult } from "../capture.ts";
import type { CaptureEvent } from "../capture_event.ts";
import type { PostHogEvent } from "../event_row.ts";
import { getEvents, type GetEventsOptions } from "../events.ts";
import { EventExport, type ExportEventsOptions } from "../export_events.ts";
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
  /** Reads up to 50,000 events, newest first. */
  async getEvents(
    options: GetEventsOptions = {},
  ): Promise<Listing<PostHogEvent>> {
    return await getEvents(connectionOf(this), options);
  }

  /**
   * Reads all events from `start` to `end`, both inclusive, of any number,
   * one page in memory. Iterate over the result; its `cursor` resumes.
   */
  exportEvents(options: ExportEventsOptions): EventExport {
    return new EventExport(connectionOf(this), options);
  }

  /**
   * Captures one event.
   *
   * @throws {ValidationError} For an event that PostHog would lose.
   */
  async captureEvent(
    event: CaptureEvent,
    options: CaptureOptions = {},
  ): Promise<CaptureResult> {
    return await captureEvent(connectionOf(this), event, options);
  }

  /**
   * Captures any number of events, in order, in as many requests as it
   * takes. Trying again never doubles an event.
   */
  async captureBatch(
    events: readonly CaptureEvent[],
    options: CaptureOptions = {},
  ): Promise<CaptureResult> {
    return await captureBatch(connectionOf(this), events, options);
  }

  /**
   * Writes rows to one file per format (JSON Lines, CSV, Parquet), reading
   * them once and holding few in memory. Here for scripts, which import
   * nothing: `artifact` is what they were handed.
   */
  async writeFiles(
    rows: Rows,
    options: WriteFilesOptions,
  ): Promise<WrittenFile[]> {
    return await writeFiles(rows, options);
  }
}
