/**
 * Groups of people.
 *
 * @module
 */

import { type CohortFilter, toCohortProperties } from "./cohort_filter.ts";
import type { Connection } from "./connection.ts";
import { QueryError, TimeoutError } from "./errors.ts";
import { failure } from "./failure.ts";
import { pick } from "./kinds.ts";
import { list, type Listing, type ListOptions } from "./listing.ts";
import { create, read } from "./rest.ts";

/** A cohort (PostHog API, cohorts). */
export interface Cohort {
  /** Its id. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Whether its members are still being computed. */
  readonly is_calculating: boolean;
  /** Members as of the last calculation. */
  readonly count: number | null;
  /** Everything else PostHog sends. */
  readonly [field: string]: unknown;
}

/** Which cohorts. */
export interface GetCohortsOptions extends ListOptions {
  /** In the name. */
  readonly search?: string;
  /** Only cohorts of this kind. */
  readonly type?: "static" | "dynamic";
}

/** What a new cohort is. */
export interface CreateCohortOptions {
  /** Its name. */
  readonly name: string;
  /** What it is for. */
  readonly description?: string;
  /** Who belongs to it: made by `allOf`, `did`, `hasProperty`, … */
  readonly filter?: CohortFilter;
  /** A list of people (UUIDs) instead: a static cohort. */
  readonly personIds?: readonly string[];
  /** Waits until its members are computed, at most so long, in milliseconds. */
  readonly waitMs?: number;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** Pause between two looks at a cohort that is being computed. */
const POLL_MS = 1_000;

/** Lists cohorts. */
export function getCohorts(
  connection: Connection,
  options: GetCohortsOptions,
): Promise<Listing<Cohort>> {
  return list(connection, {
    ...options,
    path: "cohorts",
    search: pick(options, "search", "type"),
  });
}

/** Creates a cohort, and waits for its members where asked to. */
export async function createCohort(
  connection: Connection,
  options: CreateCohortOptions,
): Promise<Cohort> {
  const { name, description, filter, personIds, signal } = options;
  const cohort = await create<Cohort>(connection, "cohorts", {
    name,
    description,
    filters: filter && { properties: toCohortProperties(filter) },
    is_static: personIds && true,
    _create_static_person_ids: personIds,
  }, signal);
  return await settle(connection, cohort, options);
}

async function settle(
  connection: Connection,
  created: Cohort,
  { waitMs = 0, signal }: CreateCohortOptions,
): Promise<Cohort> {
  if (waitMs <= 0) return created;
  const { delay, now } = connection.settings;
  const end = now() + waitMs;
  let cohort = created;
  while (cohort.is_calculating) {
    if (now() >= end) {
      throw failure(
        TimeoutError,
        `wait longer for the members of cohort ${cohort.id}`,
        "they are still being computed",
        "cohort_calculating",
        "The cohort exists; look again later, or raise waitMs",
        { details: { cohort_id: cohort.id } },
      );
    }
    await delay(POLL_MS, signal);
    cohort = await read<Cohort>(connection, ["cohorts", created.id], signal);
  }
  if (!cohort["errors_calculating"]) return cohort;
  throw failure(
    QueryError,
    `compute the members of cohort ${cohort.id}`,
    `${cohort["last_error_message"] ?? "PostHog does not say why"}`,
    "cohort_failed",
    "Check the filter of the cohort",
  );
}
