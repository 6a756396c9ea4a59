/**
 * Tables for a warehouse.
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
import script from "../scripts/data_warehouse_export.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Tables for a warehouse. */
export const dataWarehouseExport: Template = defineTemplate({
  name: "data_warehouse_export",
  title: "Warehouse export",
  description:
    "Events of the days asked for and all persons as files (Parquet, " +
    "JSONL, CSV) with one manifest: rows, bytes, SHA-256 and the time " +
    "covered. Any size; nothing is cut. " +
    "A million events take a minute or two; without a time budget of its " +
    "own, a run has ten minutes.",
  persona: "data_analyst",
  question: "How do we get this into our warehouse?",
  parameters: z.strictObject({
    tables: z.array(z.enum(["events", "persons"])).min(1).default([
      "events",
      "persons",
    ]).describe("What to export"),
    formats: fileFormats(["parquet"]),
    event_names: eventNames("Only these events; all of them if empty"),
    ...range(30),
    filter_test_accounts: filterTestAccounts(),
  }),
  example: { formats: ["parquet", "csv"], days: 7 },
  result: z.object({
    rows: z.array(fileResult()),
    first_day: z.string(),
    last_day: z.string(),
    first_timestamp: z.string().nullable(),
    last_timestamp: z.string().nullable(),
  }),
  chart: "none",
  timeoutMs: EXPORT_MS,

  script,
});
