/**
 * Feature flags: their definitions, and what they say about someone.
 *
 * @module
 */

import { captureBatch } from "./capture.ts";
import type { Connection } from "./connection.ts";
import { ObjectNotFoundError, QuotaError } from "./errors.ts";
import { failure } from "./failure.ts";
import { isText, pick } from "./kinds.ts";
import { list, type Listing, type ListOptions } from "./listing.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { parseJson } from "./server_problem.ts";
import { Fields, Flag, nullish, object, Text, Texts } from "./shape.ts";
import { parseWire } from "./wire_shape.ts";

/** A flag's definition (PostHog API, feature flags). */
export interface FeatureFlag {
  /** Its id. */
  readonly id: number;
  /** Its key in code. */
  readonly key: string;
  /** Its description; PostHog calls it so. */
  readonly name: string;
  /** Whether it is switched on at all. */
  readonly active: boolean;
  /** Release conditions, variants, payloads. */
  readonly filters: Readonly<Record<string, unknown>>;
  /** Everything else PostHog sends. */
  readonly [field: string]: unknown;
}

/** Which flags. */
export interface GetFeatureFlagsOptions extends ListOptions {
  /** In key or description. */
  readonly search?: string;
  /** Only active, inactive, or stale ones. */
  readonly active?: boolean | "STALE";
  /** Only flags of this kind. */
  readonly type?: "boolean" | "multivariant" | "experiment" | "remote_config";
}

/** Whom to evaluate for. */
export interface EvaluateFlagsOptions {
  /** Their groups: group type → key. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Properties to use instead of the stored ones. */
  readonly personProperties?: Readonly<Record<string, unknown>>;
  /** The same for groups: group type → properties. */
  readonly groupProperties?: Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
  /** Only these flags. */
  readonly flagKeys?: readonly string[];
  /**
   * Captures `$feature_flag_called`, which experiments need for their exposures.
   * @default {false}
   */
  readonly sendEvent?: boolean;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** What a flag says about someone. */
export interface FlagEvaluation {
  /** The flag. */
  readonly key: string;
  /** Whether it is on for them. */
  readonly enabled: boolean;
  /** Their variant, for a flag with variants. */
  readonly variant: string | null;
  /** The payload, parsed. */
  readonly payload: unknown;
  /** Why, in PostHog's word: `condition_match`, `out_of_rollout_bound`, … */
  readonly reason: string | null;
  /** Whether PostHog failed to compute it. */
  readonly failed: boolean;
}

/** What all flags say about someone. */
export interface FlagEvaluations {
  /** By key. A flag that is switched off does not appear. */
  readonly flags: Readonly<Record<string, FlagEvaluation>>;
  /** Whether some flag could not be computed: then some may be wrong or missing. */
  readonly isPartial: boolean;
  /** PostHog's id of the evaluation. */
  readonly requestId: string | null;
}

const Evaluation = object({
  enabled: Flag,
  variant: nullish(Text, null),
  failed: nullish(Flag, false),
  reason: nullish(object({ code: nullish(Text, null) })),
  metadata: nullish(Fields),
});

const Reply = object({
  flags: Fields,
  errorsWhileComputingFlags: nullish(Flag, false),
  requestId: nullish(Text, null),
  quotaLimited: nullish(Texts, []),
});

/** Lists flags. */
export function getFeatureFlags(
  connection: Connection,
  options: GetFeatureFlagsOptions,
): Promise<Listing<FeatureFlag>> {
  return list(connection, {
    ...options,
    path: "feature_flags",
    search: pick(options, "search", "active", "type"),
  });
}

/** Evaluates flags for someone (PostHog API, `/flags?v=2`). */
export async function evaluateFlags(
  connection: Connection,
  distinctId: string,
  options: EvaluateFlagsOptions = {},
): Promise<FlagEvaluations> {
  const token = connection.projectKey("evaluate flags");
  const { body } = await connection.ingestion("/flags/", {
    action: "evaluate flags",
    method: "POST",
    search: { v: 2 },
    json: {
      token,
      distinct_id: distinctId,
      groups: options.groups,
      person_properties: options.personProperties,
      group_properties: options.groupProperties,
      flag_keys_to_evaluate: options.flagKeys,
      geoip_disable: true,
    },
    signal: options.signal,
  });
  const reply = parseWire("the evaluation of flags", Reply, body);
  if (reply.quotaLimited.length > 0) {
    throw failure(
      QuotaError,
      "evaluate flags",
      "the project is over its quota",
      "quota_limit_exceeded",
      "Raise the billing limit for feature flags",
    );
  }
  return {
    flags: Object.fromEntries(
      Object.entries(reply.flags).map(([key, flag]) => [
        key,
        evaluationOf(key, flag),
      ]),
    ),
    isPartial: reply.errorsWhileComputingFlags,
    requestId: reply.requestId,
  };
}

function evaluationOf(key: string, body: unknown): FlagEvaluation {
  const what = `the evaluation of "${key}"`;
  const { reason, metadata, ...flag } = parseWire(what, Evaluation, body);
  // Payloads come as JSON inside JSON.
  const { payload = null } = metadata ?? {};
  return {
    key,
    ...flag,
    payload: isText(payload) ? parseJson(payload) ?? payload : payload,
    reason: reason?.code ?? null,
  };
}

/** Evaluates one flag for someone. */
export async function evaluateFlag(
  connection: Connection,
  key: string,
  distinctId: string,
  options: EvaluateFlagsOptions = {},
): Promise<FlagEvaluation> {
  const { flags, requestId } = await evaluateFlags(
    connection,
    distinctId,
    options,
  );
  const flag = flags[key];
  if (!flag) {
    const suggestions = nearest(key, Object.keys(flags));
    throw failure(
      ObjectNotFoundError,
      `evaluate the flag "${key}"`,
      "the project has no active flag of this key",
      "unknown_flag",
      didYouMean(suggestions) ??
        "Call getFeatureFlags() for the flags of the project",
      { details: { key, suggestions } },
    );
  }
  if (options.sendEvent === true) {
    const response = flag.variant ?? flag.enabled;
    await captureBatch(connection, [{
      event: "$feature_flag_called",
      distinctId,
      properties: {
        $feature_flag: key,
        $feature_flag_response: response,
        $feature_flag_reason: flag.reason,
        $feature_flag_request_id: requestId,
        [`$feature/${key}`]: response,
      },
      groups: options.groups,
    }]);
  }
  return flag;
}
