export const params = { insight_type: null, search: null, limit: 100 };

// @ts-check
/**
 * The insights saved in this project: what each asks, and where to open it.
 *
 * @typedef {{
 *   insight_type: "TRENDS" | "FUNNELS" | "RETENTION" | "PATHS" | "STICKINESS" | "LIFECYCLE" | null,
 *   search: string | null, limit: number,
 * }} Params
 */

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress }) {
  progress("Listing insights");
  const { rows } = await client.getInsights({
    limit: params.limit,
    ...(params.insight_type !== null && { type: params.insight_type }),
    ...(params.search !== null && { search: params.search }),
  });
  return {
    rows: rows.map((insight) => ({
      id: insight.id,
      short_id: insight.short_id,
      name: insight.name || insight.derived_name || null,
      kind: kindOf(insight.query),
      description: insight.description || null,
      last_modified_at: insight.last_modified_at ?? null,
      query: insight.query,
    })),
  };
}

/** What is asked, without its wrapping. @param {Record<string, unknown> | null} query */
function kindOf(query) {
  const source =
    /** @type {Record<string, unknown> | undefined} */ (query?.source);
  return source?.kind ?? query?.kind ?? null;
}
