/**
 * Feature flags as a resource; "PostHog API, feature flags".
 *
 * @module
 */

import { z } from "zod";
import { type FlagDefinition, flagFilters } from "../flags/mod.ts";
import { ApiError } from "../http/api_error.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import { createEntity, type Resource } from "./resource.ts";
import { refuseDuplicate } from "./simple_resources.ts";

const DUPLICATE = "There is already a feature flag with this key.";

/** Flags; `name` is what PostHog calls their description. */
export const FEATURE_FLAGS: Resource = {
  kind: "feature_flag",
  path: "feature_flags",
  searchIn: ["key", "name"],
  fields: z.object({
    key: z.string().min(1).max(400).regex(
      /^[a-zA-Z0-9_-]+$/,
      "Only letters, numbers, hyphens (-) & underscores (_) are allowed.",
    ),
    name: z.string().optional(),
    active: z.boolean().optional(),
    filters: flagFilters.optional(),
    ensure_experience_continuity: z.boolean().nullish(),
    rollout_percentage: z.number().min(0).max(100).nullish(),
    evaluation_runtime: z.enum(["all", "client", "server"]).optional(),
    evaluation_contexts: z.array(z.string()).optional(),
    bucketing_identifier: z.string().nullish(),
    is_remote_configuration: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    version: z.number().int().optional(),
  }),
  initial: {
    name: "",
    active: true,
    filters: { groups: [{ properties: [], rollout_percentage: null }] },
    ensure_experience_continuity: false,
    evaluation_runtime: "all",
    evaluation_contexts: [],
    is_remote_configuration: false,
    has_encrypted_payloads: false,
    tags: [],
    experiment_set: [],
    surveys: [],
    features: [],
    usage_dashboard: null,
    analytics_dashboards: [],
    has_enriched_analytics: false,
    creation_context: "feature_flags",
    can_edit: true,
    user_access_level: "editor",
  },
  passes: (entity, parameters) => {
    const active = parameters.get("active");
    const type = parameters.get("type");
    return (active === null || String(entity["active"]) === active) &&
      (type === null || typeOf(entity) === type);
  },
  prepare(entity, services, before) {
    refuseDuplicate(entity, services, "feature_flag", "key", DUPLICATE);
    const version = Number(before?.["version"] ?? 0);
    if (before !== undefined && Number(entity["version"]) < version) {
      throw new ApiError(409, {
        type: "server_error",
        code: "conflict",
        detail:
          "The feature flag was updated since you started editing it. Please refresh and try again.",
      });
    }
    const { filters } = definitionOf(entity);
    checkVariants(filters.multivariate?.variants ?? []);
    return { ...entity, ...derived(entity), version: version + 1 };
  },
  show: (entity, { store }) => ({
    ...entity,
    experiment_set: store.entities.list("experiment")
      .filter(({ feature_flag_id }) => feature_flag_id === entity.id)
      .map(({ id }) => id),
  }),
};

/**
 * The project's flags as the evaluator takes them.
 */
export function flagDefinitionsOf({ store }: Services): FlagDefinition[] {
  const tested = new Set(
    store.entities.list("experiment").map((it) => it["feature_flag_id"]),
  );
  return store.entities.list("feature_flag").map((entity) => ({
    ...definitionOf(entity),
    has_experiment: tested.has(entity.id),
  }));
}

/**
 * Creates the flag of an experiment, half of the people in each variant unless
 * told otherwise.
 *
 * @throws {ApiError} 400 where the flag would not be right
 */
export function createTestFlag(
  services: Services,
  key: string,
  variants: readonly {
    readonly key: string;
    readonly rollout_percentage: number;
  }[],
  name: string,
): Promise<Entity> {
  return createEntity(FEATURE_FLAGS, services, {
    key,
    name,
    active: false,
    filters: {
      groups: [{ properties: [], rollout_percentage: 100 }],
      multivariate: { variants },
    },
  });
}

function definitionOf(entity: Entity): FlagDefinition {
  return {
    ...entity,
    id: Number(entity.id),
    key: String(entity["key"]),
    name: String(entity["name"] ?? ""),
    active: entity["active"] === true,
    filters: flagFilters.parse(entity["filters"] ?? {}),
    version: Number(entity["version"] ?? 1),
  };
}

function checkVariants(
  variants: readonly {
    readonly key: string;
    readonly rollout_percentage: number;
  }[],
): void {
  if (variants.length === 0) return;
  const sum = variants.reduce((all, it) => all + it.rollout_percentage, 0);
  if (Math.abs(sum - 100) > 1e-6) {
    throw ApiError.validation(
      "Invalid variant definitions: Variant rollout percentages must sum to 100.",
      "filters",
    );
  }
  const keys = new Set(variants.map(({ key }) => key));
  if (keys.size !== variants.length) {
    throw ApiError.validation("Variant keys must be unique.", "filters");
  }
}

function typeOf(entity: Entity): string {
  if (entity["is_remote_configuration"] === true) return "remote_config";
  const { filters } = definitionOf(entity);
  return (filters.multivariate?.variants ?? []).length > 0
    ? "multivariant"
    : "boolean";
}

function derived(entity: Entity): Record<string, unknown> {
  const { filters, active } = definitionOf(entity);
  const groups = filters.groups ?? [];
  const isSimple = groups.length === 1 &&
    (groups[0]?.properties ?? []).length === 0 &&
    (filters.aggregation_group_type_index ?? null) === null;
  return {
    is_simple_flag: isSimple,
    rollout_percentage: isSimple ? groups[0]?.rollout_percentage ?? 100 : null,
    status: entity.deleted === true
      ? "DELETED"
      : active
      ? "ACTIVE"
      : "INACTIVE",
  };
}
