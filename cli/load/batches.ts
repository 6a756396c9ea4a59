/**
 * Events on their way into PostHog's capture endpoint, batch by batch.
 *
 * @module
 */

import { EXIT } from "../exit_code.ts";
import { Failure } from "../failure.ts";
import type { WireEvent } from "./event_line.ts";

/** Where events go. */
export interface CaptureTarget {
  /** Base URL of the ingestion host. */
  readonly url: string;
  /** Public token of the project. */
  readonly projectApiKey: string;
  /** Makes the requests. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** An event together with the line it came from. */
export interface Numbered {
  /** Counted from 1. */
  readonly line: number;
  /** The event. */
  readonly event: WireEvent;
}

/** A line that did not make it. */
export interface Refusal {
  /** Counted from 1. */
  readonly line: number;
  /** Why. */
  readonly reason: string;
}

/** Statuses that blame the request itself: halving finds the event. */
const BLAMES_CONTENT = [400, 413, 422];

/**
 * Sends a batch to `/batch/` (PostHog API, capture). Where the server refuses
 * it for its content, both halves are sent on their own, so that one bad
 * event costs no other.
 *
 * @returns the events refused; all others are stored
 * @throws {Failure} with exit code 3 when the server cannot be reached or is at fault
 */
export async function sendBatch(
  target: CaptureTarget,
  events: readonly Numbered[],
): Promise<Refusal[]> {
  if (events.length === 0) return [];
  const response = await post(target, events);
  const text = await response.text();
  if (response.ok) return [];
  if (!BLAMES_CONTENT.includes(response.status)) {
    throw unloadable(
      target,
      `answered ${response.status} ${text.slice(0, 200)}`,
    );
  }
  const [only] = events;
  if (events.length === 1 && only !== undefined) {
    return [{ line: only.line, reason: `refused: ${text.slice(0, 200)}` }];
  }
  const middle = Math.ceil(events.length / 2);
  return [
    ...await sendBatch(target, events.slice(0, middle)),
    ...await sendBatch(target, events.slice(middle)),
  ];
}

async function post(
  target: CaptureTarget,
  events: readonly Numbered[],
): Promise<Response> {
  const body = JSON.stringify({
    api_key: target.projectApiKey,
    historical_migration: true,
    batch: events.map(({ event }) => event),
  });
  try {
    return await target.fetch(
      new Request(`${target.url}/batch/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      }),
    );
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message}` : "";
    throw unloadable(target, `cannot be reached${reason}`);
  }
}

function unloadable({ url }: CaptureTarget, found: string): Failure {
  return new Failure(`Cannot load events: ${url} ${found}`, {
    exitCode: EXIT.connection,
    next: ["Load the file again: what is there already stays as it is"],
  });
}
