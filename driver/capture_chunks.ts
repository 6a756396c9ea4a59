/**
 * Events cut into requests that PostHog takes.
 *
 * @module
 */

import type { WireEvent } from "./capture_event.ts";

/** An event with its place in the caller's list, and its JSON. */
export interface CaptureItem {
  readonly index: number;
  readonly uuid: string;
  readonly json: string;
}

/** Most events in one request. */
const MAX_EVENTS = 1_000;

/** Most characters of JSON in one request: well under PostHog's 20 MB. */
const MAX_CHARACTERS = 5_000_000;

/**
 * PostHog refuses a single event of about a megabyte. One that is near goes
 * alone, so that its refusal costs no other.
 */
const LARGE_EVENT = 900_000;

/** Cuts a list into requests, in order, making JSON as it goes. */
export function* chunksOf(
  events: Iterable<WireEvent>,
): Generator<CaptureItem[]> {
  let chunk: CaptureItem[] = [];
  let characters = 0;
  let index = 0;
  for (const event of events) {
    const json = JSON.stringify(event);
    const weight = json.length < LARGE_EVENT ? json.length : MAX_CHARACTERS;
    if (chunk.length >= MAX_EVENTS || characters + weight > MAX_CHARACTERS) {
      yield chunk;
      chunk = [];
      characters = 0;
    }
    chunk.push({ index: index++, uuid: event.uuid, json });
    characters += weight;
  }
  if (chunk.length > 0) yield chunk;
}
