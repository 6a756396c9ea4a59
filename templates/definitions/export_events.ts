/**
 * Events as files.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import {
  eventNames,
  EXPORT_MS,
  fileFormats,
  fileResult,
  filterTestAccounts,
  range,
} from "../fields.ts";
import script from "../scripts/export_events.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Events as files. */
export const exportEvents: Template = defineTemplate({
  name: "export_events",
  title: "Export events",
  description:
    "Writes every event of the days asked for to files (JSONL, CSV, " +
    "Parquet) with a manifest that gives rows, bytes, SHA-256 and the " +
    "time covered. Any size; nothing is cut. " +
    "A million events take a minute or two; without a time budget of its " +
    "own, a run has ten minutes.",
  persona: "data_analyst",
  question: "Can I have the raw events of last week?",
  parameters: z.strictObject({
    event_names: eventNames("Only these events; all of them if empty"),
    formats: fileFormats(["jsonl"]),
    ...range(7),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { event_names: ["purchase"], formats: ["jsonl", "parquet"] },
  result: z.object({
    rows: z.array(fileResult()),
    first_day: z.string(),
    last_day: z.string(),
    first_timestamp: z.string().nullable(),
    last_timestamp: z.string().nullable(),
    event_names: z.array(z.string()),
  }),
  chart: "none",
  timeoutMs: EXPORT_MS,

  script,
});
