/**
 * Experiments and what came out of them.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { invalid } from "./failure.ts";
import { isText, listIn, pick } from "./kinds.ts";
import { list, type Listing, type ListOptions } from "./listing.ts";
import { isPostHogError, type PostHogErrorJson } from "./posthog_error.ts";
import { askNode } from "./query_request.ts";
import { parseObject, read } from "./rest.ts";

/** An experiment (PostHog API, experiments). */
export interface Experiment {
  /** Its id. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Its flag. */
  readonly feature_flag_key: string;
  /** When it was launched; `null` for a draft. */
  readonly start_date: string | null;
  /** When it ended; `null` while it runs. */
  readonly end_date: string | null;
  /** Everything else PostHog sends: metrics, variants, conclusion, … */
  readonly [field: string]: unknown;
}

/** Which experiments. */
export interface GetExperimentsOptions extends ListOptions {
  /** In the name. */
  readonly search?: string;
  /** Only experiments in this state. */
  readonly status?: "draft" | "running" | "paused" | "complete" | "stopped";
  /** Archived ones instead of the others. */
  readonly archived?: boolean;
}

/** One metric of an experiment, computed. */
export interface ExperimentMetricResult {
  /** Its name, where it has one. */
  readonly name: string | null;
  /** Whether the experiment decides by it. */
  readonly role: "primary" | "secondary";
  /** The metric's definition. */
  readonly metric: Readonly<Record<string, unknown>>;
  /** PostHog's ExperimentQuery answer: baseline, variants, significance; `null` when it failed. */
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Why there is no result. */
  readonly error: PostHogErrorJson | null;
}

/** An experiment with everything computed. */
export interface ExperimentResults {
  /** The experiment itself. */
  readonly experiment: Experiment;
  /** PostHog's ExperimentExposureQuery answer: people per variant, by day. */
  readonly exposures: Readonly<Record<string, unknown>>;
  /** Its metrics, primary ones first. */
  readonly metrics: readonly ExperimentMetricResult[];
  /** The truth about the answer; its rows are the metrics. */
  readonly envelope: Envelope;
}

type Fields = Readonly<Record<string, unknown>>;

/** Lists experiments. */
export function getExperiments(
  connection: Connection,
  options: GetExperimentsOptions,
): Promise<Listing<Experiment>> {
  return list(connection, {
    ...options,
    path: "experiments",
    search: pick(options, "search", "status", "archived"),
  });
}

/**
 * Computes an experiment: PostHog has no endpoint for its results, they are
 * one query per metric, and one for the exposures.
 */
export async function getExperimentResults(
  connection: Connection,
  id: number,
  options: { signal?: AbortSignal } = {},
): Promise<ExperimentResults> {
  const startedAt = connection.settings.now();
  const fields = await read<Experiment>(
    connection,
    ["experiments", id],
    options.signal,
  );
  if (!isText(fields.start_date)) {
    throw invalid(
      `compute experiment ${id}`,
      "it was never launched",
      "experiment_not_started",
      "Launch it in PostHog first",
      "id",
    );
  }
  const exposures = await askNode(connection, {
    kind: "ExperimentExposureQuery",
    experiment_id: id,
    experiment_name: fields.name,
    ...pick(
      fields,
      "exposure_criteria",
      "feature_flag",
      "start_date",
      "end_date",
      "holdout",
    ),
  }, options);
  const metrics = await Promise.all([
    ...metricsOf(fields, "metrics", "primary"),
    ...metricsOf(fields, "metrics_secondary", "secondary"),
  ].map((metric) => compute(connection, id, metric, options)));
  return {
    experiment: fields,
    exposures: parseObject(exposures.body),
    metrics,
    envelope: await sealEnvelope(connection, {
      question: ["ExperimentQuery", id],
      rows: metrics.length,
      startedAt,
      headers: exposures.headers,
      warnings: metrics.flatMap(({ name, error }) =>
        error ? [`Metric "${name ?? "?"}" has no result: ${error.message}`] : []
      ),
    }),
  };
}

async function compute(
  connection: Connection,
  experiment_id: number,
  { metric, role }: Pick<ExperimentMetricResult, "metric" | "role">,
  options: { signal?: AbortSignal },
): Promise<ExperimentMetricResult> {
  const name = isText(metric["name"]) ? metric["name"] : null;
  const computed = { name, role, metric, result: null, error: null };
  try {
    const node = { kind: "ExperimentQuery", experiment_id, metric };
    const { body } = await askNode(connection, node, options);
    return { ...computed, result: parseObject(body) };
  } catch (error) {
    // One metric without data must not hide the others.
    if (!isPostHogError(error)) throw error;
    return { ...computed, error: error.toJSON() };
  }
}

/** Own metrics of a role, and shared ones, which say theirs in their metadata. */
function metricsOf(
  experiment: Fields,
  field: string,
  role: "primary" | "secondary",
) {
  const shared = listIn(experiment["saved_metrics"]).map(parseObject)
    .filter(({ metadata }) => Object(metadata)["type"] === role)
    .map(({ name, query }) => ({ name, ...parseObject(query) }));
  return [...listIn(experiment[field]).map(parseObject), ...shared]
    .map((metric: Fields) => ({ role, metric }));
}
