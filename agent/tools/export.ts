/**
 * Tools for results larger than an answer.
 *
 * @module
 */

import { z } from "zod";
import type { Abilities } from "../abilities.ts";
import { defineTool } from "../define_tool.ts";
import { answerOf } from "../run_answer.ts";
import type { AgentTool } from "../tool.ts";

/** `export_data` and `read_result`. */
export function exportTools(abilities: Abilities): AgentTool[] {
  return [exportData(abilities), readResult(abilities)];
}

function exportData(abilities: Abilities): AgentTool {
  return defineTool({
    name: "export_data",
    title: "Export events to a file",
    description:
      "Writes all events of a period to a JSONL, CSV or Parquet file, of any size, and returns the file's name, rows, bytes and SHA-256.",
    input: z.object({
      start_date: z.string().describe("First day, YYYY-MM-DD"),
      end_date: z.string().describe("Last day, inclusive, YYYY-MM-DD"),
      event_names: z.array(z.string()).default([]).describe("Empty for all"),
      format: z.enum(["jsonl", "csv", "parquet"]).default("jsonl"),
    }),
    example: {
      start_date: "2026-11-01",
      end_date: "2026-11-02",
      event_names: ["purchase"],
      format: "csv",
    },
    effect: "read",
    run: async ({ format, ...period }, context) => {
      const { event_names: events } = period;
      const unknown = await abilities.names.unknown({ events }, context);
      const run = await abilities.runTemplate(
        "export_events",
        { ...period, formats: [format] },
        context,
      );
      return answerOf(run, unknown);
    },
  });
}

function readResult({ results, pageCharacters }: Abilities): AgentTool {
  return defineTool({
    name: "read_result",
    title: "Read on in a large result",
    description:
      "Reads the next part of a result that did not fit one answer, by the handle and next given there.",
    input: z.object({
      handle: z.string(),
      offset: z.int().min(0).default(0),
    }),
    example: { handle: "result_3f2a91c0", offset: 100 },
    effect: "read",
    run: ({ handle, offset }) => {
      const page = results.read(handle, offset, pageCharacters);
      return Promise.resolve(
        page === undefined
          ? {
            error: {
              kind: "unknown_handle",
              message: `Cannot read result "${handle}": no such handle`,
              next: "Use a handle from details, or run the query again",
              details: { handles: results.handles() },
            },
          }
          : { data: page },
      );
    },
  });
}
