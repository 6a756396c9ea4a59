/**
 * The tool for HogQL.
 *
 * @module
 */

import { z } from "zod";
import type { Abilities } from "../abilities.ts";
import { defineTool } from "../define_tool.ts";
import { answerOf } from "../run_answer.ts";
import queryPostHog from "../scripts/query_posthog.js" with { type: "text" };
import type { AgentTool } from "../tool.ts";

const VALUE = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z.array(z.number()),
]);

/** `query_posthog`. */
export function queryTool(abilities: Abilities): AgentTool {
  return defineTool({
    name: "query_posthog",
    title: "Query with HogQL",
    description:
      "Runs one HogQL SELECT in a sandbox. Bind constants: {name} in the text, its value in values. Give it a time range. Rows beyond limit are reported as truncated, never dropped in silence.",
    input: z.object({
      hogql: z.string(),
      values: z.record(z.string(), VALUE).default({}),
      limit: z.int().min(1).max(50_000).default(500),
    }),
    example: {
      hogql:
        "SELECT toDate(timestamp) AS day, uniq(person_id) AS people FROM events WHERE event = {event} AND timestamp >= now() - INTERVAL 7 DAY GROUP BY day ORDER BY day",
      values: { event: "purchase" },
    },
    effect: "read",
    run: async (input, context) => {
      const { hogql, values } = input;
      const run = await abilities.runScript(
        queryPostHog,
        "Query with HogQL",
        input,
        context,
      );
      const notes = await abilities.names.unknownIn({ hogql, values }, context);
      return answerOf(run, notes);
    },
  });
}
