/**
 * Events as files.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { range } from "../fields.ts";
import script from "../scripts/export_events.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Events as files. */
export const exportEvents: Template = defineTemplate({
  name: "export_events",
  title: "Export events",
  description:
    "Writes every event of the days asked for to files (JSONL, CSV, Parquet) " +
    "with a manifest that gives rows, bytes, SHA-256 and the time covered. Any " +
    "size; nothing is cut.",
  persona: "data_analyst",
  question: "Can I have the raw events of last week?",
  parameters: z.strictObject({
    event_names: z.array(z.string().min(1)).max(1000).default([]).describe(
      "Only these events; all of them if empty",
    ).meta({ examples: [["purchase"]] }),
    formats: z.array(z.enum(["jsonl", "csv", "parquet"])).min(1).default([
      "jsonl",
    ]).describe("Which files to write"),
    ...range(7),
  }),
  example: { event_names: ["purchase"], formats: ["jsonl", "parquet"] },
  result: z.object({
    rows: z.array(z.object({
      name: z.string(),
      format: z.string(),
      rows: z.number(),
      bytes: z.number(),
      sha256: z.string(),
    })),
    start: z.string(),
    end: z.string(),
    first_timestamp: z.string().nullable(),
    last_timestamp: z.string().nullable(),
  }),
  chart: "none",
  script,
});
