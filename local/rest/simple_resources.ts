/**
 * Annotations, actions, dashboards and surveys.
 *
 * @module
 */

import { z } from "zod";
import { ApiError } from "../http/api_error.ts";
import type { Services } from "../services.ts";
import type { Entity } from "../store/entities.ts";
import type { Resource } from "./resource.ts";

const tags = z.array(z.string()).optional();
const text = z.string().nullish();
const object = z.record(z.string(), z.unknown()).nullish();

/** Notes at a moment; "PostHog API, annotations". */
export const ANNOTATIONS: Resource = {
  kind: "annotation",
  path: "annotations",
  searchIn: ["content"],
  fields: z.object({
    content: z.string().max(8192).nullish(),
    date_marker: z.iso.datetime({ offset: true, local: true })
      .or(z.iso.date()).nullish(),
    creation_type: z.enum(["USR", "GIT"]).optional(),
    scope: z.enum([
      "dashboard_item",
      "dashboard",
      "project",
      "organization",
      "recording",
    ]).optional(),
    dashboard_item: z.number().int().nullish(),
    dashboard_id: z.number().int().nullish(),
  }),
  initial: {
    content: null,
    date_marker: null,
    creation_type: "USR",
    scope: "project",
    dashboard_item: null,
    dashboard_id: null,
    dashboard_name: null,
    insight_short_id: null,
    insight_name: null,
    insight_derived_name: null,
  },
};

const matching = z.enum(["contains", "regex", "exact"]).nullish();

const step = z.looseObject({
  event: text,
  selector: text,
  tag_name: text,
  text,
  text_matching: matching,
  href: text,
  href_matching: matching,
  url: text,
  url_matching: matching,
  properties: z.array(z.looseObject({ key: z.string() })).nullish(),
});

/** Events under a name of one's own; "PostHog API, actions". */
export const ACTIONS: Resource = {
  kind: "action",
  path: "actions",
  searchIn: ["name", "description"],
  fields: z.object({
    name: z.string().min(1).max(400),
    description: z.string().optional(),
    tags,
    post_to_slack: z.boolean().optional(),
    slack_message_format: z.string().optional(),
    steps: z.array(step).optional(),
  }),
  initial: {
    description: "",
    tags: [],
    post_to_slack: false,
    slack_message_format: "",
    steps: [],
    is_calculating: false,
    last_calculated_at: null,
    team_id: 1,
    is_action: true,
    bytecode_error: null,
    pinned_at: null,
    creation_context: null,
  },
  prepare(entity, services) {
    refuseDuplicate(entity, services, "action", "name");
    return { ...entity, steps_json: entity["steps"] };
  },
};

/** Pages of insights; "PostHog API, dashboards". */
export const DASHBOARDS: Resource = {
  kind: "dashboard",
  path: "dashboards",
  searchIn: ["name", "description"],
  fields: z.object({
    name: z.string().max(400).nullish(),
    description: z.string().optional(),
    pinned: z.boolean().optional(),
    tags,
    filters: object,
    variables: object,
  }),
  initial: {
    name: null,
    description: "",
    pinned: false,
    tags: [],
    filters: {},
    variables: {},
    tiles: [],
    is_shared: false,
    creation_mode: "default",
    restriction_level: 21,
  },
  show: (entity, services) => ({
    ...entity,
    tiles: services.store.entities.list("insight")
      .filter(({ dashboards }) =>
        Array.isArray(dashboards) && dashboards.includes(entity.id)
      )
      .map((insight, order) => ({
        id: insight.id,
        order,
        insight,
        text: null,
        layouts: {},
        color: null,
      })),
  }),
};

/** Questions to people; "PostHog API, surveys". */
export const SURVEYS: Resource = {
  kind: "survey",
  path: "surveys",
  searchIn: ["name", "description"],
  isDeletable: true,
  hasUuid: true,
  fields: z.object({
    name: z.string().min(1).max(400),
    description: z.string().optional(),
    type: z.enum(["popover", "widget", "external_survey", "api"]),
    schedule: text,
    questions: z.array(z.record(z.string(), z.unknown())).nullish(),
    conditions: object,
    appearance: object,
    start_date: text,
    end_date: text,
    archived: z.boolean().optional(),
    responses_limit: z.number().int().nullish(),
    linked_flag_id: z.number().int().nullish(),
  }),
  initial: {
    description: "",
    schedule: "once",
    linked_flag: null,
    linked_flag_id: null,
    targeting_flag: null,
    internal_targeting_flag: null,
    questions: [],
    conditions: null,
    appearance: null,
    start_date: null,
    end_date: null,
    archived: false,
    responses_limit: null,
    feature_flag_keys: [],
    iteration_count: null,
    iteration_frequency_days: null,
    iteration_start_dates: null,
    current_iteration: null,
    enable_partial_responses: false,
  },
  passes: (entity, parameters) =>
    !parameters.has("archived") ||
    String(entity["archived"]) === parameters.get("archived"),
};

/**
 * Refuses a second object with the same value of a field.
 *
 * @throws {ApiError} 400 `unique`
 */
export function refuseDuplicate(
  entity: Entity,
  { store }: Services,
  kind: string,
  field: string,
  message = `This project already has an ${kind} with this ${field}.`,
): void {
  const twin = store.entities.list(kind).find((other) =>
    other.id !== entity.id && other[field] === entity[field]
  );
  if (twin !== undefined && entity.deleted !== true) {
    throw ApiError.validation(message, field, "unique");
  }
}
