/**
 * The project, and the smaller things in it: annotations, definitions,
 * recordings, surveys, errors.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import { pick } from "./kinds.ts";
import {
  checkLimit,
  list,
  type Listing,
  type ListOptions,
  parsePage,
} from "./listing.ts";
import { askNode } from "./query_request.ts";
import { create } from "./rest.ts";
import type { TimeInput } from "./time_bound.ts";

/** An object as PostHog sends it, with an id. */
export interface ProjectObject {
  /** Its id. */
  readonly id: number | string;
  /** Everything else, as PostHog's API documents it. */
  readonly [field: string]: unknown;
}

/** A list that can be searched. */
export interface SearchOptions extends ListOptions {
  /** Text to search for. */
  readonly search?: string;
}

/** Which property definitions. */
export interface GetPropertyDefinitionsOptions extends SearchOptions {
  /**
   * Whose properties.
   * @default {"event"}
   */
  readonly type?: "event" | "person" | "session";
  /** Only properties seen on these events. */
  readonly eventNames?: readonly string[];
}

/** Which recordings. */
export interface GetSessionRecordingsOptions extends ListOptions {
  /** From here on: a day, a time, or an age such as `-3d`. */
  readonly after?: TimeInput;
  /** Up to here. */
  readonly before?: TimeInput;
  /** Of this person (UUID). */
  readonly personId?: string;
}

/** Which error-tracking issues. */
export interface GetErrorTrackingIssuesOptions extends SearchOptions {
  /**
   * Seen from here on: a day, a time, or an age.
   * @default {"-7d"}
   */
  readonly after?: TimeInput;
  /** Up to here. */
  readonly before?: TimeInput;
  /**
   * In this state.
   * @default {"active"}
   */
  readonly status?: "active" | "resolved" | "archived" | "suppressed" | "all";
  /**
   * What comes first, most first.
   * @default {"occurrences"}
   */
  readonly orderBy?:
    | "occurrences"
    | "users"
    | "sessions"
    | "last_seen"
    | "first_seen";
}

/** A remark at a point in time. */
export interface CreateAnnotationOptions {
  /** What happened. */
  readonly content: string;
  /** When: ISO 8601 or a `Date`. Default: now. */
  readonly dateMarker?: string | Date;
  /**
   * Where it shows.
   * @default {"project"}
   */
  readonly scope?: "project" | "organization";
}

/** Lists the objects below a path that can be searched. */
export function getObjects(
  connection: Connection,
  path: string,
  options: SearchOptions,
): Promise<Listing<ProjectObject>> {
  return list(connection, {
    ...options,
    path,
    search: pick(options, "search"),
  });
}

/** Lists property definitions. */
export function getPropertyDefinitions(
  connection: Connection,
  options: GetPropertyDefinitionsOptions,
): Promise<Listing<ProjectObject>> {
  const { type, eventNames, search } = options;
  return list(connection, {
    ...options,
    path: "property_definitions",
    key: "name",
    search: {
      type,
      search,
      event_names: eventNames && JSON.stringify(eventNames),
      filter_by_event_names: eventNames && true,
    },
  });
}

/** Lists recordings. */
export function getSessionRecordings(
  connection: Connection,
  options: GetSessionRecordingsOptions,
): Promise<Listing<ProjectObject>> {
  const { after, before, personId } = options;
  return list(connection, {
    ...options,
    path: "session_recordings",
    endpoint: "analytics",
    search: {
      date_from: wireTime(after),
      date_to: wireTime(before),
      person_uuid: personId,
    },
  });
}

/** Lists error-tracking issues: PostHog has them as a query. */
export async function getErrorTrackingIssues(
  connection: Connection,
  options: GetErrorTrackingIssuesOptions,
): Promise<Listing<ProjectObject>> {
  const { limit = 100, after = "-7d", before, status = "active" } = options;
  checkLimit(limit);
  const startedAt = connection.settings.now();
  const node = {
    kind: "ErrorTrackingQuery",
    dateRange: { date_from: wireTime(after), date_to: wireTime(before) },
    orderBy: options.orderBy ?? "occurrences",
    status,
    searchQuery: options.search,
    volumeResolution: 1,
    withAggregations: true,
    limit,
  };
  const { body, headers } = await askNode(connection, node, options);
  const { results, hasMore } = parsePage(body, { path: "issues" });
  return {
    rows: results as unknown as ProjectObject[],
    envelope: await sealEnvelope(connection, {
      question: node,
      rows: results.length,
      truncated: hasMore,
      limit,
      startedAt,
      headers,
    }),
  };
}

/** Creates an annotation. */
export async function createAnnotation(
  connection: Connection,
  { content, dateMarker, scope = "project" }: CreateAnnotationOptions,
): Promise<ProjectObject> {
  const { now } = connection.settings;
  return await create<ProjectObject>(connection, "annotations", {
    content,
    date_marker: wireTime(dateMarker ?? new Date(now())),
    scope,
    creation_type: "USR",
  });
}

/** PostHog reads days, times and ages itself here. */
function wireTime(time: TimeInput | undefined): string | undefined {
  return time instanceof Date ? time.toISOString() : time;
}
