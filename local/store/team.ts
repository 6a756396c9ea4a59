/**
 * What the owner of a project may set: the project as an entity.
 *
 * @module
 */

import type { Entities, Entity } from "./entities.ts";
import type { Identity } from "./identity.ts";

/** Kind of the one entity that holds the settings. */
const TEAM = "team";

/** What is set. */
export interface Team extends Entity {
  /** Name of the project. */
  readonly name: string;
  /** What the product is, for people. */
  readonly product_description: string | null;
  /** 0 where weeks begin on Sunday, 1 on Monday; Sunday where it is null. */
  readonly week_start_day: 0 | 1 | null;
  /** Property filters that leave out internal and test users. */
  readonly test_account_filters: readonly { readonly key: string }[];
  /** Whether PostHog's screens apply them unasked. */
  readonly test_account_filters_default_checked: boolean | null;
}

/** What is set in the project that these belong to. */
export function teamOf(
  { entities, identity }: {
    readonly entities: Entities;
    readonly identity: Identity;
  },
): Team {
  return {
    ...asNew(identity),
    ...entities.get(TEAM, identity.projectId),
  };
}

/** Keeps the settings; they are on disk when this returns. */
export async function putTeam(entities: Entities, team: Team): Promise<void> {
  await entities.put(TEAM, team);
}

function asNew(identity: Identity): Team {
  return {
    id: identity.projectId,
    uuid: identity.projectUuid,
    organization_id: identity.organizationId,
    name: identity.name,
    timezone: identity.timezone,
    created_at: identity.createdAt,
    updated_at: identity.createdAt,
    product_description: null,
    week_start_day: null,
    test_account_filters: [],
    test_account_filters_default_checked: false,
  };
}
