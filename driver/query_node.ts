/**
 * Queries other than HogQL.
 *
 * @module
 */

import { sealEnvelope } from "./answer_envelope.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./envelope.ts";
import { isNumber, isText } from "./kinds.ts";
import { askNode, type AskOptions, type QueryNode } from "./query_request.ts";
import { parseObject } from "./rest.ts";

/** The answer to a query of any kind. */
export interface NodeResult {
  /** What PostHog sent: `results` and what else the kind has. */
  readonly response: Readonly<Record<string, unknown>>;
  /** The truth about it; `rows` counts the results. */
  readonly envelope: Envelope;
}

/** Runs a query of any kind. */
export async function runNode(
  connection: Connection,
  node: QueryNode,
  options: AskOptions,
): Promise<NodeResult> {
  const startedAt = connection.settings.now();
  const { body, headers, computedAt } = await askNode(
    connection,
    node,
    options,
  );
  const response = parseObject(body);
  const { results, hasMore, limit, hogql, timezone, last_refresh } = response;
  const text = (value: unknown) => isText(value) ? value : null;
  return {
    response,
    envelope: await sealEnvelope(connection, {
      question: node,
      rows: Array.isArray(results) ? results.length : 1,
      truncated: hasMore === true,
      limit: isNumber(limit) ? limit : null,
      startedAt,
      headers,
      hogql: text(hogql),
      timezone: text(timezone),
      computedAt: response["is_cached"] === true
        ? text(last_refresh)
        : computedAt,
    }),
  };
}
