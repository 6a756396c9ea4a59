import { openEmbeddedPostHog } from "../../local/mod.ts";
import { allOf, hasProperty } from "../../driver/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { query } from "chdb";
import { readRaw } from "./golden/mod.ts";
import { clientOf, type Run, runScript } from "./run_script.ts";

const TEXT = new TextDecoder();

/** Counts and identities in a file, as ClickHouse reads it. */
async function readFile(
  bytes: Uint8Array,
  format: string,
  select: string,
): Promise<unknown[]> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    const sql = `SELECT ${select} FROM file('${path}', '${format}')`;
    return JSON.parse(query(sql, "JSONCompact")).data[0];
  } finally {
    await Deno.remove(path);
  }
}

async function assertManifest(run: Run): Promise<void> {
  const manifest = JSON.parse(TEXT.decode(run.files.get("manifest.json")));
  assertEquals(manifest.files, run.result.rows);
  for (const { name, bytes, sha256 } of manifest.files) {
    const content = run.files.get(name);
    assert(content !== undefined, name);
    assertEquals(content.length, bytes);
    const digest = await crypto.subtle.digest("SHA-256", content);
    assertEquals(new Uint8Array(digest).toHex(), sha256);
  }
}

Deno.test("exports hold every event and person, in every format", async (t) => {
  const contents: [string, string, Uint8Array][] = [];
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 150, days: 20 },
  });
  const client = clientOf(posthog);
  const raw = await readRaw(client);

  await t.step("export_events", async () => {
    const run = await runScript(templates.get("export_events"), client, {
      formats: ["jsonl", "csv", "parquet"],
      days: 10,
    });
    const { first_day, last_day } = run.result;
    const wanted = raw.events.filter(({ day }) =>
      day >= String(first_day) && day <= String(last_day)
    );
    await assertManifest(run);
    assertEquals(run.result["first_timestamp"], wanted[0]?.timestamp);
    assertEquals(run.result["last_timestamp"], wanted.at(-1)?.timestamp);
    const lines = TEXT.decode(run.files.get("events.jsonl")).trim().split("\n")
      .map((line) => JSON.parse(line));
    const ids = wanted.map(({ uuid }) => uuid).sort();
    assertEquals(lines.map(({ uuid }) => uuid).sort(), ids);
    const byId = new Map(wanted.map((event) => [event.uuid, event]));
    for (const line of lines) {
      assertEquals(line.properties, byId.get(line.uuid)?.properties);
    }
    for (const { name, rows } of run.result.rows) {
      assertEquals(rows, wanted.length, String(name));
    }
    contents.push(
      [
        "events.parquet",
        "Parquet",
        run.files.get("events.parquet") ?? new Uint8Array(),
      ],
      [
        "events.csv",
        "CSVWithNames",
        run.files.get("events.csv") ?? new Uint8Array(),
      ],
    );
  });

  await t.step("data_warehouse_export", async () => {
    const run = await runScript(
      templates.get("data_warehouse_export"),
      client,
      { formats: ["jsonl"], tables: ["persons"] },
    );
    await assertManifest(run);
    const ids = TEXT.decode(run.files.get("persons.jsonl")).trim().split("\n")
      .map((line) => JSON.parse(line).person_id);
    assertEquals(ids.sort(), [...raw.persons.keys()].sort());
  });

  await t.step("export_cohort", async () => {
    const cohort = await client.createCohort({
      name: "Paying",
      filter: allOf(hasProperty("plan", ["pro", "team"])),
      waitMs: 10_000,
    });
    const run = await runScript(templates.get("export_cohort"), client);
    assertEquals(run.result["cohort"], { id: cohort.id, name: "Paying" });
    const members = [...raw.persons].filter(([, { properties }]) =>
      ["pro", "team"].includes(String(properties["plan"]))
    );
    assertEquals(run.result["people"], members.length);
  });

  await posthog.close();
  await t.step("what ClickHouse reads in Parquet and CSV", async () => {
    for (const [name, format, bytes] of contents) {
      const [count, ids] = await readFile(
        bytes,
        format,
        "count(), uniqExact(uuid)",
      );
      assertEquals(count, ids, name);
    }
  });
});
