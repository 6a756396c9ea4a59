import { PostHogAgentExecutor } from "../../executor/mod.ts";
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

Deno.test("export_events brings tens of thousands of events out of the sandbox, whole", async () => {
  const artifactsDir = await Deno.makeTempDir();
  const posthog = await openEmbeddedPostHog({ demo: { people: 800 } });
  try {
    const client = clientOf(posthog);
    const formula = '=HYPERLINK("https://evil.example")';
    await client.captureEvent({ event: formula, distinctId: "ada" });
    const { url, close } = await posthog.serve();
    await using executor = new PostHogAgentExecutor({
      connection: {
        apiUrl: url,
        projectId: posthog.projectId,
        personalApiKey: posthog.personalApiKey,
      },
      artifactsDir,
    });
    const run = await executor.executeTemplate("export_events", {
      formats: ["jsonl", "csv", "parquet"],
      days: 3650,
    });
    await close();
    assertEquals(run.error, undefined);
    const { events } = await readRaw(client);
    assert(events.length > 30_000);
    const ids = events.map(({ uuid }) => uuid).sort();
    const read = (name: string) => Deno.readFile(`${artifactsDir}/${name}`);
    const lines = TEXT.decode(await read("events.jsonl")).trim().split("\n");
    assertEquals(lines.map((line) => JSON.parse(line).uuid).sort(), ids);
    const result = Object(run.result);
    for (const { name, rows, bytes, sha256 } of result.rows) {
      const content = await read(name);
      assertEquals([rows, bytes], [events.length, content.length]);
      const digest = await crypto.subtle.digest("SHA-256", content);
      assertEquals(new Uint8Array(digest).toHex(), sha256);
    }
    assertEquals(result.first_timestamp, events[0]?.timestamp);
    assertEquals(result.last_timestamp, events.at(-1)?.timestamp);
    await posthog.close();
    for (
      const [name, format] of [["csv", "CSVWithNames"], ["parquet", "Parquet"]]
    ) {
      const [count, distinct, formulas, harmless] = await readFile(
        await read(`events.${name}`),
        String(format),
        "count(), uniqExact(uuid), countIf(event LIKE '=%'), countIf(event LIKE '\\'=%')",
      );
      assertEquals([count, distinct], [ids.length, ids.length]);
      // Only a spreadsheet runs formulas; a warehouse gets the name as it is.
      assertEquals([formulas, harmless], name === "csv" ? [0, 1] : [1, 0]);
    }
  } finally {
    await posthog.close();
    await Deno.remove(artifactsDir, { recursive: true });
  }
});
