export const params = { cohort_id: null, formats: ["jsonl"], limit: 100 };

// @ts-check
/**
 * The people of a cohort as files, and the first of them as rows.
 *
 * Without an id, the newest cohort that is not deleted. Members are read in
 * pages by id, so a cohort of any size comes whole; properties are those of
 * now.
 *
 * @typedef {{
 *   cohort_id: number | null, formats: ("jsonl" | "csv" | "parquet")[], limit: number,
 * }} Params
 */

const COHORT = `
SELECT id, name, count
FROM system.cohorts
WHERE NOT deleted AND ({cohort_id} IS NULL OR id = {cohort_id})
ORDER BY created_at DESC, id DESC`;

const MEMBERS = `
SELECT toString(id) AS person_id, properties.email AS email, created_at, properties
FROM persons
WHERE id IN COHORT {cohort_id} AND toString(id) > {after}
ORDER BY person_id`;

const PAGE = 10_000;

/** @type {import("../../driver/mod.ts").Column[]} */
const COLUMNS = [
  { name: "person_id", type: "text" },
  { name: "email", type: "text" },
  { name: "created_at", type: "timestamp" },
  { name: "properties", type: "text" },
];

/** @param {import("../script.ts").ScriptContext<Params>} context */
export default async function ({ client, params, progress, artifact }) {
  const { rows: [cohort] } = await client.query(COHORT, {
    values: params,
    limit: 1,
  });
  if (cohort === undefined) {
    if (params.cohort_id === null) {
      return { rows: [], cohort: null, people: 0, files: [] };
    }
    throw new Error(
      `Cannot export cohort ${params.cohort_id}: there is none of this id; list them with SELECT id, name FROM system.cohorts`,
    );
  }
  progress(`Exporting "${cohort.name}"`);
  /** @type {Record<string, unknown>[]} */
  const rows = [];
  const files = await client.writeFiles(
    members(client, Number(cohort.id), rows, params.limit),
    {
      name: `cohort_${cohort.id}`,
      columns: COLUMNS,
      formats: params.formats,
      artifact,
    },
  );
  const people = files[0]?.rows ?? 0;
  progress(`${people} people`, people);
  return { rows, cohort: { id: cohort.id, name: cohort.name }, people, files };
}

/**
 * @param {import("../../driver/mod.ts").PostHogClient} client
 * @param {number} cohort_id
 * @param {Record<string, unknown>[]} shown the first of them are put here
 * @param {number} limit
 */
async function* members(client, cohort_id, shown, limit) {
  let after = "";
  while (true) {
    const { rows } = await client.query(MEMBERS, {
      values: { cohort_id, after },
      limit: PAGE,
    });
    for (const row of rows) {
      const member = { ...row, properties: JSON.parse(String(row.properties)) };
      if (shown.length < limit) shown.push(member);
      yield member;
    }
    if (rows.length < PAGE) return;
    after = String(rows.at(-1)?.person_id);
  }
}
