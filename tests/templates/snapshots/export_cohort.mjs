export const params = { cohort_id: null, formats: ["jsonl"], limit: 100 };

// @ts-check
/**
 * The people of a cohort as files, and the first of them as rows.
 *
 * Without an id, the newest cohort that is not deleted. Members are read in
 * batches by id, so a cohort of any size comes whole; properties are those of
 * now.
 *
 * @typedef {{
 *   cohort_id: number | null, formats: ("jsonl" | "csv" | "parquet")[], limit: number,
 * }} Params
 */

const COHORT = `
SELECT id, name
FROM (
  SELECT id, name
  FROM system.cohorts
  WHERE NOT deleted AND ({cohort_id} IS NULL OR id = {cohort_id})
  ORDER BY created_at DESC, id DESC
  LIMIT 1
)`;

const MEMBERS = `
SELECT toString(id) AS person_id, properties.email AS email, created_at, properties
FROM persons
WHERE id IN COHORT {cohort_id}`;

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
  /** @type {object[]} */
  const rows = [];
  async function* members() {
    const batches = client.queryBatches(MEMBERS, {
      values: { cohort_id: Number(cohort?.id) },
      key: ["person_id"],
    });
    for await (const batch of batches) {
      for (const row of batch) {
        const member = {
          ...row,
          properties: JSON.parse(String(row.properties)),
        };
        if (rows.length < params.limit) rows.push(member);
        yield member;
      }
    }
  }
  const files = await client.writeFiles(members(), {
    name: `cohort_${cohort.id}`,
    columns: COLUMNS,
    formats: params.formats,
    artifact,
  });
  const people = files[0]?.rows ?? 0;
  progress(`${people} people`, people);
  return { rows, cohort: { id: cohort.id, name: cohort.name }, people, files };
}
