/**
 * One event, checked and normalised, before it meets its person.
 *
 * @module
 */

import { parseMoment } from "../store/moment.ts";
import type { Properties } from "../store/person.ts";
import { CaptureError } from "./capture_error.ts";
import type { SentEvent } from "./payload.ts";

/** An event that will be stored. */
export interface CapturedEvent {
  /** Identity of the event: the client's own, or a new one. */
  readonly uuid: string;
  /** Whether the client chose the uuid, so that it may come twice. */
  readonly mayRepeat: boolean;
  /** The event's name. */
  readonly event: string;
  /** Who did it. */
  readonly distinctId: string;
  /** When: microseconds since 1970. */
  readonly timestamp: number;
  /** Its properties, as they will be shown. */
  readonly properties: Properties;
  /** Person properties to set. */
  readonly set: Properties;
  /** Person properties to set where there are none. */
  readonly setOnce: Properties;
  /** Person properties to remove. */
  readonly unset: readonly string[];
  /** Whether the event makes or changes a person. */
  readonly hasPersonProfile: boolean;
}

/** PostHog cuts longer distinct_ids. */
const LONGEST_DISTINCT_ID = 200;

/** One event, as JSON, must fit into a message of PostHog's queue. */
export const LARGEST_EVENT_BYTES = 1_000_000;

/** An event further ahead than this has a wrong clock behind it. */
const FUTURE_MICROS = 23 * 3_600 * 1_000_000;

/**
 * Checks an event; `sentAt` and `now` correct the client's clock.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const sent = { event: "paid", distinct_id: 7, timestamp: "2026-01-02" };
 * const event = captured(sent, undefined, new Date("2026-11-20"));
 * assertEquals([event.distinctId, event.hasPersonProfile], ["7", true]);
 * ```
 */
export function captured(
  sent: SentEvent,
  sentAt: unknown,
  now: Date,
): CapturedEvent {
  const properties: Properties = { ...sent.properties };
  delete properties["token"];
  const event = text(sent.event);
  if (event === "") {
    throw new CaptureError(400, "event submitted with an empty event name");
  }
  return {
    uuid: sent.uuid || crypto.randomUUID(),
    mayRepeat: Boolean(sent.uuid),
    event,
    distinctId: distinctIdOf(sent, properties),
    timestamp: timestampOf(sent, sentAt, now),
    ...personChanges(sent, properties),
    properties,
    hasPersonProfile: properties["$process_person_profile"] !== false,
  };
}

function distinctIdOf(sent: SentEvent, properties: Properties): string {
  const id = text(
    sent.distinct_id ?? sent.$distinct_id ?? properties["distinct_id"],
  );
  if (id === "") {
    throw new CaptureError(400, "event submitted with an empty distinct_id");
  }
  return [...id.slice(0, 2 * LONGEST_DISTINCT_ID)]
    .slice(0, LONGEST_DISTINCT_ID).join("");
}

/** Takes `$set` and the like wherever they are; they stay in the properties. */
function personChanges(sent: SentEvent, properties: Properties) {
  const set = { ...object(properties["$set"]), ...sent.$set };
  const setOnce = { ...object(properties["$set_once"]), ...sent.$set_once };
  const unset = [
    ...texts(properties["$unset"]),
    ...sent.$unset ?? [],
  ];
  if (sent.$set) properties["$set"] = set;
  if (sent.$set_once) properties["$set_once"] = setOnce;
  if (sent.$unset) properties["$unset"] = unset;
  return { set, setOnce, unset };
}

/**
 * "PostHog API, timestamps": the client's clock is set right by when it says
 * it sent the event; nothing lies far in the future.
 */
function timestampOf(sent: SentEvent, sentAt: unknown, now: Date): number {
  const nowMicros = now.getTime() * 1000;
  const claimed = moment(sent.timestamp);
  if (claimed === undefined) {
    return nowMicros - Math.max(0, sent.offset ?? 0) * 1000;
  }
  const sentMicros = moment(sentAt);
  const isTrusted = sentMicros === undefined ||
    sent.properties?.["$ignore_sent_at"] === true;
  const corrected = isTrusted ? claimed : nowMicros + claimed - sentMicros;
  return corrected > nowMicros + FUTURE_MICROS ? nowMicros : corrected;
}

function moment(value: unknown): number | undefined {
  return typeof value === "string" ? parseMoment(value) : undefined;
}

/** Any JSON value as text, fit for the database. */
function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  const written = typeof value === "string" ? value : JSON.stringify(value);
  return written.toWellFormed().replaceAll("\0", "\uFFFD");
}

function object(value: unknown): Properties {
  const isObject = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  return isObject ? value as Properties : {};
}

function texts(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.filter((it) => typeof it === "string");
  }
  return Object.keys(object(value));
}
