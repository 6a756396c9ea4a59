/**
 * The templates as MCP prompts: clients offer them to the person by name, and
 * complete event and property names with the project's own.
 *
 * @module
 */

import {
  completable,
  type GetPromptResult,
  type McpServer,
} from "@modelcontextprotocol/server";
import { z, type ZodObject, type ZodType } from "zod";
import {
  type NamedThing,
  type ParameterSchema,
  parameterSchema,
  type Template,
  thingNamed,
} from "../../templates/mod.ts";
import type { Toolkit } from "../toolkit.ts";

/** Adds the prompts to a server. */
export type AddPrompts = (server: McpServer) => void;

/**
 * Makes a prompt of every template, once for all servers of a factory.
 *
 * @param toolkit The templates, and the project's names for completions.
 */
export function prompts(toolkit: Toolkit): AddPrompts {
  const all = toolkit.templates.list().map((template) => ({
    template,
    argsSchema: argumentsOf(template, toolkit),
  }));
  return (server) => {
    for (const { template, argsSchema } of all) {
      server.registerPrompt(
        template.name,
        {
          title: template.title,
          description: template.question,
          argsSchema,
        },
        (given) => promptOf(template, given),
      );
    }
  };
}

/** A prompt's arguments are texts; templates read them as what they need. */
function argumentsOf(template: Template, toolkit: Toolkit): ZodObject {
  const { properties } = parameterSchema(template);
  const fields = Object.entries(properties).map(([name, parameter]) => {
    const schema = template.parameters.shape[name];
    const thing = schema && thingNamed(schema);
    const field = z.string().describe(parameter.description ?? name);
    const complete = completable(field, async (written) => {
      const begun = /[^,]*$/.exec(written)?.[0].trimStart() ?? "";
      const before = written.slice(0, written.length - begun.length);
      const values = await valuesFor(parameter, thing, toolkit);
      return values.filter((value) => value.startsWith(begun))
        .map((value) => before + value);
    });
    return [name, complete.optional()];
  });
  return z.object(Object.fromEntries(fields) as Record<string, ZodType>);
}

/** What may stand for a parameter: its own choices, or names of its kind. */
async function valuesFor(
  { type, enum: choices, items }: ParameterSchema,
  thing: NamedThing | undefined,
  toolkit: Toolkit,
): Promise<readonly string[]> {
  const closed = choices ?? items?.enum;
  if (closed !== undefined) return closed.map(String);
  if (type === "boolean") return ["true", "false"];
  if (thing === undefined) return [];
  const known = await toolkit.names();
  return (thing === "event" ? known?.events : known?.properties) ?? [];
}

function promptOf(
  { name, question }: Template,
  parameters: Record<string, unknown>,
): GetPromptResult {
  const call = JSON.stringify({ name, parameters });
  const text = `${question}\n\nAnswer it with run_template ${call}.`;
  return { messages: [{ role: "user", content: { type: "text", text } }] };
}
