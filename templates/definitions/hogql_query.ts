/**
 * Any HogQL.
 *
 * @module
 */

import { z } from "zod";
import { defineTemplate } from "../define.ts";
import { limit } from "../fields.ts";
import { jsonObject } from "../json_object.ts";
import script from "../scripts/hogql_query.js" with { type: "text" };
import type { Template } from "../template.ts";

/** Any HogQL. */
export const hogqlQuery: Template = defineTemplate({
  name: "hogql_query",
  title: "HogQL query",
  description:
    "Runs a HogQL query and returns its rows, columns and types. Values for " +
    "{placeholders} are bound, not pasted.",
  persona: "data_analyst",
  question: "What does this query return?",
  parameters: z.strictObject({
    hogql_query: z.string().min(1).default(
      "SELECT event, count() AS events, count(DISTINCT person_id) AS people " +
        "FROM events WHERE timestamp >= now() - INTERVAL 30 DAY " +
        "GROUP BY event ORDER BY events DESC",
    ).describe("HogQL, PostHog's dialect of SQL"),
    values: jsonObject(
      "Values for the {placeholders} in the query",
      { key_event: "purchase" },
    ),
    limit: limit(100),
  }),
  example: {
    hogql_query: "SELECT count() FROM events WHERE event = {key_event}",
    values: { key_event: "purchase" },
  },
  result: z.object({
    rows: z.array(z.record(z.string(), z.unknown())),
    columns: z.array(z.string()),
    types: z.array(z.unknown()),
  }),
  chart: "table",
  script,
});
