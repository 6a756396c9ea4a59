/**
 * OFFSET is refused for personal API keys.
 *
 * @module
 */

import type { Query, SelectQuery } from "../../hogql/mod.ts";
import { HogQLError } from "./errors.ts";
import { visit } from "./rewrite.ts";

const MESSAGE =
  "OFFSET is not supported on queries made with a personal API key. For pagination, use keyset pagination on the `timestamp` column, e.g. `WHERE timestamp > :last_seen_timestamp ORDER BY timestamp LIMIT N`. For bulk data extraction, use batch exports: https://posthog.com/docs/cdp/batch-exports";

/**
 * Refuses OFFSET anywhere in a query (PostHog API, query endpoint); in SAMPLE
 * it means something else and is fine.
 *
 * @throws {HogQLError} When there is an OFFSET
 */
export function refuseOffset(query: Query): void {
  visit(query, (node) => {
    if (node.node !== "SelectQuery" && node.node !== "SelectSetQuery") return;
    const { offset, limit_by: by } = node as SelectQuery;
    if (offset || by?.offset_value) throw new HogQLError(MESSAGE);
  });
}
