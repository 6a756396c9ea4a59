/**
 * `HogQLQuery`, the kind of query everything else is made of.
 *
 * @module
 */

import { z } from "zod";
import type { CompileOptions } from "../hogql/mod.ts";
import { ApiError } from "../http/api_error.ts";
import { runHogQL } from "./hogql_query.ts";
import type { QueryKind } from "./query_kind.ts";

const Fields = z.record(z.string(), z.unknown());

/** "PostHog API, HogQLQuery node"; what it does not know is left alone. */
const Node = z.looseObject({
  query: z.string(),
  values: Fields.nullish(),
  variables: z.record(z.string(), z.looseObject({ code_name: z.string() }))
    .nullish(),
  filters: Fields.nullish(),
  modifiers: Fields.nullish(),
});

/** Answers a `HogQLQuery`. */
export const hogqlKind: QueryKind = async (sent, run) => {
  const parsed = Node.safeParse(sent);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = ["query", ...issue?.path ?? []].join("__");
    throw ApiError.validation(issue?.message ?? "Invalid value.", place);
  }
  const node = parsed.data;
  const { services, id, offsetAllowed, maxSeconds } = run;
  const answer = await runHogQL(services, node.query, {
    ...compileOptions(node),
    offsetAllowed,
    id,
    maxSeconds,
  });
  return {
    results: `[${answer.rows.join(",")}]`,
    fields: {
      columns: answer.columns,
      types: answer.types,
      hasMore: answer.hasMore,
      limit: answer.limit,
      offset: answer.hasMore === null ? null : 0,
      error: null,
      hogql: answer.hogql,
      // PostHog shows it to its staff; here it is yours when you ask.
      ...(node.modifiers?.["debug"] === true ? { clickhouse: answer.sql } : {}),
      timings: answer.timings,
      modifiers: node.modifiers ?? {},
      metadata: null,
      explain: null,
      query: node.query,
      resolved_date_range: null,
      ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings }),
    },
  };
};

/** The compiler checks what is inside. */
function compileOptions(node: z.infer<typeof Node>): CompileOptions {
  const { values, variables, filters, modifiers } = node;
  return {
    ...(values ? { values } : {}),
    ...(variables ? { variables } : {}),
    ...(filters ? { filters } : {}),
    ...(modifiers ? { modifiers } : {}),
  } as CompileOptions;
}
