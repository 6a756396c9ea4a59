/**
 * Tools over the template library.
 *
 * @module
 */

import { z } from "zod";
import {
  namesIn,
  parameterSchema,
  parseParameters,
} from "../../templates/mod.ts";
import type { Abilities } from "../abilities.ts";
import type { Plan } from "../approval.ts";
import { defineTool } from "../define_tool.ts";
import { freeForm } from "./free_form.ts";
import { answerOf } from "../run_answer.ts";
import type { AgentTool } from "../tool.ts";

/** `list_templates` and `run_template`. */
export function templateTools(abilities: Abilities): AgentTool[] {
  return [listTemplates(abilities), runTemplate(abilities)];
}

function listTemplates({ templates }: Abilities): AgentTool {
  return defineTool({
    name: "list_templates",
    title: "List templates",
    description:
      "Lists ready-made analyses, each with the question it answers. With a name it also gives that template's parameters as a JSON Schema.",
    input: z.object({
      name: z.string().optional().describe("One template, in full"),
    }),
    example: { name: "identify_power_users" },
    effect: "read",
    run: ({ name }) => {
      if (name !== undefined) {
        const template = templates.get(name);
        return Promise.resolve({
          data: {
            name,
            question: template.question,
            description: template.description,
            writes: template.writes,
            parameters: parameterSchema(template),
          },
        });
      }
      const rows = templates.list().map((template) => ({
        name: template.name,
        question: template.question,
        parameters: Object.keys(template.parameters.shape),
      }));
      return Promise.resolve({ data: { rows } });
    },
  });
}

interface RunInput {
  readonly name: string;
  readonly parameters: Record<string, unknown>;
}

function runTemplate(abilities: Abilities): AgentTool {
  const { templates } = abilities;
  const plan = ({ name, parameters }: RunInput): Plan | undefined =>
    templates.has(name) && templates.get(name).writes
      ? {
        tool: name,
        summary: `Run the template "${name}", which writes to the project`,
        changes: parameters,
      }
      : undefined;
  return defineTool({
    name: "run_template",
    title: "Run a template",
    description:
      "Runs one template in a sandbox and returns its result. Parameters left out take their defaults.",
    input: z.object({
      name: z.string(),
      parameters: freeForm().default({}),
    }),
    example: {
      name: "identify_power_users",
      parameters: { key_event: "purchase", days: 30 },
    },
    effect: "read",
    plan,
    run: async ({ name, parameters }, context) => {
      const run = await abilities.runTemplate(name, parameters, context);
      const template = abilities.templates.get(name);
      const notes = template.writes || !run.success
        ? []
        : await abilities.names.unknown(
          namesIn(template, parseParameters(template, parameters)),
          context,
        );
      return answerOf(run, notes);
    },
  });
}
