/**
 * Tools that tell what can be asked.
 *
 * @module
 */

import { z } from "zod";
import { answerOf } from "../run_answer.ts";
import type { Abilities } from "../abilities.ts";
import { defineTool } from "../define_tool.ts";
import type { AgentTool } from "../tool.ts";
import discoverObjects from "../scripts/discover_objects.js" with {
  type: "text",
};
import getObjectFields from "../scripts/get_object_fields.js" with {
  type: "text",
};

/** `discover_objects` and `get_object_fields`. */
export function discoveryTools(abilities: Abilities): AgentTool[] {
  return [
    defineTool({
      name: "discover_objects",
      title: "Discover what can be queried",
      description:
        "Lists the objects HogQL can select from, what the driver can do, and the project's events of the last 30 days with volumes (rows). Call it first.",
      input: z.object({}),
      example: {},
      effect: "read",
      run: async (_input, context) =>
        answerOf(
          await abilities.runScript(
            discoverObjects,
            "Discover objects",
            {},
            context,
          ),
        ),
    }),
    defineTool({
      name: "get_object_fields",
      title: "Get the fields of an object",
      description:
        "Lists the fields of one object from discover_objects, with types, descriptions and the project's own properties (as properties.x).",
      input: z.object({
        object: z.string().describe("For example events or persons"),
      }),
      example: { object: "events" },
      effect: "read",
      run: async (input, context) =>
        answerOf(
          await abilities.runScript(
            getObjectFields,
            `Get the fields of ${input.object}`,
            input,
            context,
          ),
        ),
    }),
  ];
}
