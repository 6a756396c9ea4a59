/**
 * People.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import { list, type Listing, type ListOptions } from "./listing.ts";
import { type PropertyFilter, toPropertyFilters } from "./property_filter.ts";

/** A person (PostHog API, persons). */
export interface Person {
  /** The person's key everywhere. */
  readonly uuid: string;
  /** A name for people to read. */
  readonly name: string;
  /** Everyone this person was known as; long lists come cut. */
  readonly distinct_ids: readonly string[];
  /** Properties of the person. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** When the person was first seen. */
  readonly created_at: string;
}

/** Which people. */
export interface GetPersonsOptions extends ListOptions {
  /** In the email address, or exactly a distinct_id. */
  readonly search?: string;
  /** Exactly this distinct_id. */
  readonly distinctId?: string;
  /** Exactly this email address. */
  readonly email?: string;
  /** Members of this cohort. */
  readonly cohortId?: number;
  /** Property filters; `{ plan: "pro" }` means "is exactly". */
  readonly properties?:
    | readonly PropertyFilter[]
    | Readonly<Record<string, PropertyFilter["value"]>>;
}

/** Lists people. */
export function getPersons(
  connection: Connection,
  options: GetPersonsOptions,
): Promise<Listing<Person>> {
  const { search, distinctId, email, cohortId, properties } = options;
  return list(connection, {
    ...options,
    path: "persons",
    key: "uuid",
    endpoint: "analytics",
    search: {
      search,
      distinct_id: distinctId,
      email,
      cohort: cohortId,
      properties: properties &&
        JSON.stringify(toPropertyFilters(properties, "person")),
    },
  });
}
