/**
 * The people behind a query: what an `ActorsQuery` has as its `source`.
 *
 * @module
 */

import { z } from "zod";
import type { KindContext } from "../context.ts";
import { type Hogql, hogql, userHogql } from "../hogql_text.ts";
import { QueryKindError } from "../kind_error.ts";
import { parseNode } from "../node.ts";
import { funnelActors } from "./of_funnel.ts";
import { insightActors, stickinessActors } from "./of_insight.ts";

const hogqlSource = z.looseObject({ query: z.string() });

/**
 * A query for the ids of people, the first column: of HogQL, of a funnel's
 * step, or of a number in another insight.
 *
 * @throws {QueryKindError} For other sources
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const people = await actorsOf({ kind: "HogQLQuery", query: "SELECT 1" }, {
 *   now: Temporal.Now.zonedDateTimeISO(),
 *   weekStartDay: 0,
 *   testAccountFilters: [],
 *   entity: () => undefined,
 *   query: () => Promise.reject(new Error("not asked")),
 * });
 * assertStringIncludes(bind(people).query, "SELECT 1");
 * ```
 */
export async function actorsOf(
  source: Readonly<Record<string, unknown>>,
  context: KindContext,
): Promise<Hogql> {
  switch (source["kind"]) {
    case "HogQLQuery": {
      const { query } = parseNode(hogqlSource, source);
      return hogql`SELECT * FROM ${userHogql(query)}`;
    }
    case "FunnelsActorsQuery":
      return await funnelActors(source, context);
    case "InsightActorsQuery":
      return await insightActors(source, context);
    case "StickinessActorsQuery":
      return await stickinessActors(source, context);
    default:
      throw new QueryKindError(
        `Cannot list the people of ${JSON.stringify(source["kind"])}: ` +
          "expected HogQLQuery, InsightActorsQuery, FunnelsActorsQuery or " +
          "StickinessActorsQuery",
        { attr: "source__kind" },
      );
  }
}
