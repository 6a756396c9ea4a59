/**
 * Experiments as a resource; "PostHog API, experiments". Results are queries.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import { createTestFlag } from "./feature_flags.ts";
import type { Resource } from "./resource.ts";

const variant = z.looseObject({
  key: z.string().min(1),
  rollout_percentage: z.number().min(0).max(100).optional(),
  split_percent: z.number().min(0).max(100).optional(),
});

const parameters = z.looseObject({
  feature_flag_variants: z.array(variant).optional(),
}).nullish();

const metrics = z.array(z.looseObject({ kind: z.string() })).nullish();
const moment = z.string().nullish();

/** Experiments; the flag is created when there is none. */
export const EXPERIMENTS: Resource = {
  kind: "experiment",
  path: "experiments",
  searchIn: ["name", "description"],
  fields: z.object({
    name: z.string().min(1).max(400),
    feature_flag_key: z.string().min(1),
    description: z.string().max(3000).nullish(),
    type: z.enum(["web", "product"]).nullish(),
    parameters,
    exposure_criteria: z.looseObject({}).nullish(),
    metrics,
    metrics_secondary: metrics,
    saved_metrics_ids: z.array(z.unknown()).nullish(),
    holdout_id: z.number().int().nullish(),
    stats_config: z.looseObject({ method: z.string().optional() }).nullish(),
    allow_unknown_events: z.boolean().optional(),
    start_date: moment,
    end_date: moment,
    archived: z.boolean().optional(),
    conclusion: z.enum([
      "won",
      "lost",
      "inconclusive",
      "stopped_early",
      "invalid",
    ]).nullish(),
    conclusion_comment: z.string().nullish(),
  }),
  initial: {
    description: "",
    type: "product",
    parameters: {},
    exposure_criteria: {},
    metrics: [],
    metrics_secondary: [],
    saved_metrics: [],
    saved_metrics_ids: [],
    holdout: null,
    holdout_id: null,
    stats_config: { method: "bayesian" },
    start_date: null,
    end_date: null,
    archived: false,
    conclusion: null,
    conclusion_comment: null,
    filters: {},
  },
  passes: (entity, parameters) => {
    const archived = parameters.get("archived") === "true";
    const status = parameters.get("status");
    return (entity["archived"] === true) === archived &&
      (status === null || status === "all" || statusOf(entity) === status);
  },
  async prepare(entity, services, before) {
    const flag = before === undefined
      ? await flagFor(entity, services)
      : services.store.entities.get(
        "feature_flag",
        Number(entity["feature_flag_id"]),
      );
    await activate(entity, flag, services);
    return { ...entity, feature_flag_id: flag?.id ?? null };
  },
  show: (entity, { store }) => ({
    ...entity,
    status: statusOf(entity),
    feature_flag: store.entities.get(
      "feature_flag",
      Number(entity["feature_flag_id"]),
    ) ?? null,
  }),
};

async function flagFor(entity: Entity, services: Services): Promise<Entity> {
  const key = String(entity["feature_flag_key"]);
  const { entities } = services.store;
  const flag = entities.list("feature_flag").find((it) => it["key"] === key);
  if (flag === undefined) {
    const name = `Feature Flag for Experiment ${entity["name"]}`;
    return await createTestFlag(services, key, variantsOf(entity), name);
  }
  const taken = entities.list("experiment")
    .some((it) => it["feature_flag_id"] === flag.id);
  const first = keysOf(flag)[0];
  if (taken) {
    throw ApiError.validation(
      "Feature flag is already used by another experiment.",
      "feature_flag_key",
    );
  }
  if (keysOf(flag).length < 2 || first !== "control") {
    throw ApiError.validation(
      "Feature flag is not eligible for experiments: expected at least two variants, 'control' first.",
      "feature_flag_key",
    );
  }
  return flag;
}

/** A started experiment needs its flag to be on. */
async function activate(
  entity: Entity,
  flag: Entity | undefined,
  { store }: Services,
): Promise<void> {
  const isRunning = entity["start_date"] && !entity["end_date"];
  if (flag === undefined || !isRunning || flag["active"] === true) return;
  await store.entities.put("feature_flag", {
    ...flag,
    active: true,
    status: "ACTIVE",
  });
}

function variantsOf(entity: Entity) {
  const sent = parameters.parse(entity["parameters"])?.feature_flag_variants ??
    [];
  if (sent.length === 0) {
    return ["control", "test"].map((key) => ({ key, rollout_percentage: 50 }));
  }
  if (sent.length < 2 || !sent.some(({ key }) => key === "control")) {
    throw ApiError.validation(
      "Feature flag variants must contain a control variant and at least one other.",
      "parameters",
    );
  }
  return sent.map(({ key, rollout_percentage, split_percent }) => ({
    key,
    rollout_percentage: rollout_percentage ?? split_percent ??
      100 / sent.length,
  }));
}

function keysOf(flag: Entity): string[] {
  const filters = flag["filters"] as {
    multivariate?: { variants: { key: string }[] } | null;
  };
  return (filters.multivariate?.variants ?? []).map(({ key }) => key);
}

function statusOf(entity: Entity): "draft" | "running" | "complete" {
  if (!entity["start_date"]) return "draft";
  return entity["end_date"] ? "complete" : "running";
}
