/**
 * Tools that change the project, each planned, so that the toolkit asks first.
 *
 * @module
 */

import { z } from "zod";
import { did } from "../../driver/mod.ts";
import type { Abilities } from "../abilities.ts";
import type { Plan } from "../approval.ts";
import { defineTool } from "../define_tool.ts";
import { freeForm } from "./free_form.ts";
import { answerOf } from "../run_answer.ts";
import createAnnotation from "../scripts/create_annotation.js" with {
  type: "text",
};
import createCohort from "../scripts/create_cohort.js" with { type: "text" };
import type { AgentTool } from "../tool.ts";

/** `capture_event`, `create_annotation` and `create_cohort`. */
export function writeTools(abilities: Abilities): AgentTool[] {
  return [
    captureEvent(abilities),
    annotate(abilities),
    powerCohort(abilities),
  ];
}

function captureEvent(abilities: Abilities): AgentTool {
  const plan = (
    input: { event: string; distinct_id: string; properties: object },
  ): Plan => ({
    tool: "capture_event",
    summary:
      `Record one event "${input.event}" for the person "${input.distinct_id}"`,
    changes: input,
  });
  return defineTool({
    name: "capture_event",
    title: "Capture an event",
    description:
      "Records one event. Events cannot be taken back. Needs a person's approval.",
    input: z.object({
      event: z.string().min(1).max(200),
      distinct_id: z.string().min(1).max(200),
      properties: freeForm().default({}),
    }),
    example: { event: "note_added", distinct_id: "user_1" },
    effect: "write",
    plan,
    run: async (input, context) =>
      answerOf(await abilities.runTemplate("capture_event", input, context)),
  });
}

function annotate(abilities: Abilities): AgentTool {
  const plan = (input: { content: string; date: string }): Plan => ({
    tool: "create_annotation",
    summary: `Add the note "${input.content}" to the project at ${input.date}`,
    changes: input,
  });
  return defineTool({
    name: "create_annotation",
    title: "Create an annotation",
    description:
      "Puts a note on the project's timeline. Needs a person's approval.",
    input: z.object({
      content: z.string().min(1).max(400),
      date: z.iso.date().describe("YYYY-MM-DD"),
    }),
    example: { content: "Release 2.0", date: "2026-11-01" },
    effect: "write",
    plan,
    run: async (input, context) =>
      answerOf(
        await abilities.runScript(
          createAnnotation,
          "Create an annotation",
          input,
          context,
          { writes: true },
        ),
      ),
  });
}

function powerCohort(abilities: Abilities): AgentTool {
  const plan = (
    input: { name: string; event: string; at_least: number; days: number },
  ): Plan => ({
    tool: "create_cohort",
    summary:
      `Create the cohort "${input.name}": people who did "${input.event}" at least ${input.at_least}× in ${input.days} days`,
    changes: input,
  });
  return defineTool({
    name: "create_cohort",
    title: "Create a behavioural cohort",
    description:
      "Creates a cohort of the people who did an event at least so many times in the last days. Needs a person's approval.",
    input: z.object({
      name: z.string().min(1).max(400),
      event: z.string().min(1),
      at_least: z.int().min(1).default(1),
      days: z.int().min(1).max(365).default(30),
    }),
    example: { name: "Buyers", event: "purchase" },
    effect: "write",
    plan,
    run: async ({ name, event, at_least, days }, context) => {
      const events = [event];
      const unknown = await abilities.names.unknown({ events }, context);
      const run = await abilities.runScript(
        createCohort,
        "Create a cohort",
        {
          name,
          filter: did(event, { atLeast: at_least, within: `${days}d` }),
        },
        context,
        { writes: true },
      );
      return answerOf(run, unknown);
    },
  });
}
