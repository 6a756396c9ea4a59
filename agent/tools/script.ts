/**
 * Tools for scripts a model writes itself.
 *
 * @module
 */

import { z } from "zod";
import type { RunResult } from "../../executor/mod.ts";
import type { Abilities } from "../abilities.ts";
import { defineTool } from "../define_tool.ts";
import { freeForm } from "./free_form.ts";
import { answerOf } from "../run_answer.ts";
import type { AgentTool } from "../tool.ts";

const RETURN_IT = "The script returned nothing; return what you want to see";

function isEmpty({ success, result, artifacts }: RunResult): boolean {
  return success && (result ?? null) === null && artifacts.length === 0;
}

/** `run_script` and `show_last_script`. */
export function scriptTools(abilities: Abilities): AgentTool[] {
  return [
    defineTool({
      name: "run_script",
      title: "Run a script in the sandbox",
      description:
        "Runs an ES module of your own in a sandbox: export default async function ({ client, params, progress, artifact }) { … return value; }. client has query, getEvents, exportEvents, getPersons, getCohorts, getFeatureFlags, getExperiments and more. It reaches nothing but PostHog and cannot write to it.",
      input: z.object({
        code: z.string().max(100_000),
        params: freeForm().default({}),
        description: z.string().max(200).default("Run a script"),
      }),
      example: {
        code:
          "export default async ({ client }) => (await client.query('SELECT count() AS events FROM events')).rows[0];",
      },
      effect: "read",
      run: async ({ code, params, description }, context) => {
        const run = await abilities.runScript(
          code,
          description,
          params,
          context,
        );
        const unknown = await abilities.names.unknownInRun(run, context);
        return answerOf(run, isEmpty(run) ? [RETURN_IT, ...unknown] : unknown);
      },
    }),
    defineTool({
      name: "show_last_script",
      title: "Show the last script",
      description:
        "Shows the exact script of the last run, so that a person can check or repeat it.",
      input: z.object({}),
      example: {},
      effect: "read",
      run: () => {
        const script = abilities.lastScript();
        return Promise.resolve(
          script === undefined
            ? {
              error: {
                kind: "nothing_ran",
                message: "Cannot show a script: nothing ran yet",
                next: "Run a template, a query or a script first",
              },
            }
            : {
              data: {
                description: script.description,
                params: script.parameters,
                script: script.source,
              },
            },
        );
      },
    }),
  ];
}
