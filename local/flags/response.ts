/**
 * The bodies of PostHog's flag endpoints.
 *
 * @module
 */

import type { FlagDefinition, Json } from "./definition.ts";
import type { FlagAnswer, ReasonCode } from "./evaluate.ts";

/** Body of `/flags?v=2`. */
export interface FlagsResponse {
  /** Every flag that was asked for, by key. */
  readonly flags: Readonly<Record<string, FlagDetails>>;
  /** Whether some answers may be missing. */
  readonly errorsWhileComputingFlags: boolean;
  /** Names the request in logs. */
  readonly requestId: string;
  /** When the flags were evaluated, in milliseconds since 1970. */
  readonly evaluatedAt: number;
}

/** One flag in the body of `/flags?v=2`. */
export interface FlagDetails {
  /** The flag's key. */
  readonly key: string;
  /** Whether it is on. */
  readonly enabled: boolean;
  /** The variant, for multivariate flags that are on. */
  readonly variant: string | null;
  /** Why. */
  readonly reason: {
    readonly code: ReasonCode;
    readonly condition_index: number | null;
    readonly description: string;
  };
  /** The flag's number, version and payload. */
  readonly metadata: {
    readonly id: number;
    readonly version: number;
    readonly description: string | null;
    readonly payload: string | null;
    readonly has_experiment: boolean;
  };
}

/** Body of `/flags` without a version, and of `/decide?v=3`. */
export interface LegacyFlagsResponse {
  /** Answer by key. */
  readonly featureFlags: Readonly<Record<string, boolean | string>>;
  /** Payload by key, JSON in a string. */
  readonly featureFlagPayloads: Readonly<Record<string, string>>;
  /** Whether some answers may be missing. */
  readonly errorsWhileComputingFlags: boolean;
  /** Names the request in logs. */
  readonly requestId: string;
}

/** Names a request and its time. */
export interface ResponseStamp {
  /** UUID of the request. */
  readonly requestId: string;
  /** When the flags were evaluated. */
  readonly now: Date;
}

const DESCRIPTIONS: Readonly<Record<ReasonCode, string>> = {
  condition_match: "Matched condition set",
  no_condition_match: "No matching condition set",
  out_of_rollout_bound: "Out of rollout bound",
  no_group_type: "No group type",
  super_condition_value: "Super condition value",
  holdout_condition_value: "Holdout condition value",
  flag_disabled: "Feature flag is disabled",
  missing_dependency: "Flag cannot be evaluated due to missing dependency",
};

/**
 * The body of `/flags?v=2`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const flag = { id: 1, key: "beta", active: true, filters: {} };
 * const body = flagsResponse(
 *   [flag],
 *   new Map([["beta", {
 *     value: "test",
 *     reason: "condition_match" as const,
 *     conditionIndex: 0,
 *   }]]),
 *   { requestId: "r", now: new Date(0) },
 * );
 * assertEquals(body.flags.beta?.variant, "test");
 * assertEquals(body.flags.beta?.reason.description, "Matched condition set 1");
 * ```
 */
export function flagsResponse(
  flags: readonly FlagDefinition[],
  answers: ReadonlyMap<string, FlagAnswer>,
  { requestId, now }: ResponseStamp,
): FlagsResponse {
  return {
    flags: Object.fromEntries(flags.flatMap((flag) => {
      const answer = answers.get(flag.key);
      return answer ? [[flag.key, details(flag, answer)]] : [];
    })),
    errorsWhileComputingFlags: false,
    requestId,
    evaluatedAt: now.valueOf(),
  };
}

/**
 * The older body: answers and payloads apart.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const flag = {
 *   id: 1,
 *   key: "beta",
 *   active: true,
 *   filters: { payloads: { true: '{"color":"red"}' } },
 * };
 * const body = legacyFlagsResponse(
 *   [flag],
 *   new Map([["beta", {
 *     value: true,
 *     reason: "condition_match" as const,
 *     conditionIndex: 0,
 *   }]]),
 *   { requestId: "r", now: new Date(0) },
 * );
 * assertEquals(body.featureFlagPayloads, { beta: '{"color":"red"}' });
 * ```
 */
export function legacyFlagsResponse(
  flags: readonly FlagDefinition[],
  answers: ReadonlyMap<string, FlagAnswer>,
  { requestId }: ResponseStamp,
): LegacyFlagsResponse {
  const payloads: Record<string, string> = {};
  for (const flag of flags) {
    const payload = payloadOf(flag, answers.get(flag.key));
    if (payload !== null) payloads[flag.key] = payload;
  }
  return {
    featureFlags: Object.fromEntries(
      Array.from(answers, ([key, { value }]) => [key, value]),
    ),
    featureFlagPayloads: payloads,
    errorsWhileComputingFlags: false,
    requestId,
  };
}

function details(flag: FlagDefinition, answer: FlagAnswer): FlagDetails {
  const matched = answer.reason === "condition_match"
    ? ` ${(answer.conditionIndex ?? 0) + 1}`
    : "";
  return {
    key: flag.key,
    enabled: answer.value !== false,
    variant: typeof answer.value === "string" ? answer.value : null,
    reason: {
      code: answer.reason,
      condition_index: answer.conditionIndex,
      description: `${DESCRIPTIONS[answer.reason]}${matched}`,
    },
    metadata: {
      id: flag.id,
      version: flag.version ?? 1,
      description: flag.name || null,
      payload: payloadOf(flag, answer),
      has_experiment: flag.has_experiment ?? false,
    },
  };
}

/** Payloads leave as JSON in a string, however they were stored. */
function payloadOf(
  flag: FlagDefinition,
  answer: FlagAnswer | undefined,
): string | null {
  if (answer === undefined || answer.value === false) return null;
  const payload: Json = flag.filters.payloads?.[String(answer.value)] ?? null;
  if (payload === null || typeof payload === "string") return payload;
  return JSON.stringify(payload);
}
