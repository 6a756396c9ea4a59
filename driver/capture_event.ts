/**
 * An event on its way in.
 *
 * @module
 */

import { invalid } from "./failure.ts";
import { given, isText } from "./kinds.ts";
import { UUID, uuidV7 } from "./uuid.ts";

/** An event to capture. */
export interface CaptureEvent {
  /** Its name. */
  readonly event: string;
  /** Who did it; at most 200 characters, PostHog cuts the rest. */
  readonly distinctId: string;
  /** Its properties, plain JSON. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** When it happened: a `Date` or ISO 8601. Default: now. */
  readonly timestamp?: Date | string;
  /** Its identity. The same UUID sent again is the same event. Default: a new one. */
  readonly uuid?: string;
  /** Sets properties of the person. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Sets properties of the person that are not set yet. */
  readonly setOnce?: Readonly<Record<string, unknown>>;
  /** Groups it belongs to: group type → key. */
  readonly groups?: Readonly<Record<string, string>> | undefined;
  /** `false` makes an anonymous event, without a person's profile. */
  readonly processPersonProfile?: boolean;
}

/** An event as PostHog's ingestion takes it. */
export interface WireEvent {
  readonly uuid: string;
  readonly event: string;
  readonly distinct_id: string;
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** How the driver names itself in captured events. */
const LIBRARY = { $lib: "posthog-driver", $geoip_disable: true };

/**
 * Makes an event complete: UUID and time are fixed here, once, so that a
 * retry sends the very same event and PostHog can tell.
 *
 * @throws {ValidationError} For an event that PostHog would refuse or lose.
 */
export function toWireEvent(
  input: CaptureEvent,
  now: number,
  index: number,
): WireEvent {
  const check = (isGood: boolean, field: string, expected: string) => {
    if (isGood) return;
    throw invalid(
      `capture event ${index}`,
      `"${field}" must be ${expected}`,
      "invalid_event",
      `Correct "${field}"; nothing was sent`,
      field,
    );
  };

  const { event, distinctId, uuid = uuidV7(now) } = input;
  const { timestamp = new Date(now) } = input;
  check(isName(event), "event", "a name that is not empty");
  check(isName(distinctId), "distinctId", "text that is not empty");
  check(UUID.test(uuid), "uuid", "a UUID");
  const time = new Date(timestamp);
  check(!Number.isNaN(time.getTime()), "timestamp", "a Date or ISO 8601");
  return {
    uuid,
    event,
    distinct_id: distinctId,
    // The text is kept: a Date would lose its microseconds.
    timestamp: isText(timestamp) ? timestamp : time.toISOString(),
    properties: {
      ...LIBRARY,
      ...input.properties,
      ...given({
        $set: input.set,
        $set_once: input.setOnce,
        $groups: input.groups,
        $process_person_profile: input.processPersonProfile,
      }),
    },
  };
}

function isName(value: unknown): boolean {
  return isText(value) && value !== "";
}
