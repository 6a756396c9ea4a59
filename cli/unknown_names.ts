/**
 * Names in a template's parameters that the project has never seen.
 *
 * @module
 */

import type { PostHogClient } from "../driver/mod.ts";
import {
  namesIn,
  type ParameterNames,
  parseParameters,
  type Template,
} from "../templates/mod.ts";
import type { RunResult } from "../executor/mod.ts";
import { strangers } from "../templates/strangers.ts";
import { PROGRAM } from "./command.ts";

/** How a sentence ends where no name is near. */
const OTHERWISE = `: "${PROGRAM} run explore_schema" shows what it has`;

/** What was run. */
export interface TemplateRun {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Adds a warning for each unknown name where something came out empty or zero,
 * so that a typing error is not taken for "it never happened".
 */
export async function warnOfUnknownNames(
  run: RunResult,
  { template, parameters }: TemplateRun,
  client: PostHogClient,
): Promise<RunResult> {
  if (!run.success || template.writes || !hasNothing(run.result)) return run;
  const names = namesIn(template, parseParameters(template, parameters));
  // The answer stands without the warning, also where names cannot be read.
  const unknown = await unknownOf(names, client).catch(() => []);
  const warnings = [...run.envelope.warnings, ...unknown];
  return { ...run, envelope: { ...run.envelope, warnings } };
}

/** Whether there is a zero or an empty list in it. */
function hasNothing(value: unknown): boolean {
  if (value === 0) return true;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) && value.length === 0) return true;
  return Object.values(value).some(hasNothing);
}

async function unknownOf(
  { events, properties }: ParameterNames,
  client: PostHogClient,
): Promise<string[]> {
  return [
    ...events.length === 0
      ? []
      : strangers("event", events, await eventNames(client), OTHERWISE),
    ...properties.length === 0 ? [] : strangers(
      "event property",
      properties,
      await propertyNames(client),
      OTHERWISE,
    ),
  ];
}

async function eventNames(client: PostHogClient): Promise<string[]> {
  const { rows } = await client.query(
    "SELECT event, count() AS times FROM events WHERE timestamp >= now() - INTERVAL 1 YEAR GROUP BY event ORDER BY times DESC LIMIT 10000",
  );
  return rows.map(({ event }) => String(event));
}

async function propertyNames(client: PostHogClient): Promise<string[]> {
  const prefix = "properties.";
  return Object.keys(await client.getFields("events"))
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}
