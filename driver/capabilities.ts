/**
 * What a driver can do, for an agent that must not propose what it cannot.
 *
 * @module
 */

import type { Settings } from "./options.ts";
import { MAX_ROWS } from "./query_limit.ts";

/** What a driver can do. Plain JSON. */
export interface Capabilities {
  /** Whether it can read: a personal key is there. */
  readonly read: boolean;
  /** Whether it can capture events: a project key is there. */
  readonly write: boolean;
  /** Whether it changes existing objects. */
  readonly update: boolean;
  /** Whether it deletes. */
  readonly delete: boolean;
  /** Whether it takes many events in one call. */
  readonly batchOperations: boolean;
  /** Whether it reads answers of any size piece by piece. */
  readonly streaming: boolean;
  /** How it pages. */
  readonly pagination: "none" | "offset" | "cursor" | "page";
  /** What queries are written in. */
  readonly queryLanguage: string;
  /** Most rows in one answer. */
  readonly maxPageSize: number;
  /** Most queries at the same time. */
  readonly maxConcurrentQueries: number;
  /** Whether several changes can be made as one. */
  readonly supportsTransactions: boolean;
  /** Whether tables lead to others: `events.person.properties`. */
  readonly supportsRelationships: boolean;
}

/** What a client with these settings can do. */
export function capabilitiesOf(settings: Settings): Capabilities {
  return {
    read: settings.personalApiKey !== undefined,
    write: settings.projectApiKey !== undefined,
    update: false,
    delete: false,
    batchOperations: true,
    streaming: true,
    pagination: "cursor",
    queryLanguage: "HogQL",
    maxPageSize: MAX_ROWS,
    maxConcurrentQueries: settings.maxConcurrentQueries,
    supportsTransactions: false,
    supportsRelationships: true,
  };
}
