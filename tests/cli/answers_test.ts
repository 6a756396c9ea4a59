import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { cli, command } from "./command_line.ts";

const Document = z.looseObject({
  success: z.boolean(),
  result: z.looseObject({
    rows: z.array(z.record(z.string(), z.unknown())),
  }).nullable(),
  error: z.looseObject({ message: z.string() }).nullable(),
});

/** Events that hold what hostile parameters look for, and others. */
const HOSTILE: readonly string[] = [
  "x'); DROP TABLE events; --",
  "{{key_event}}",
  "`${process.exit()}`",
  "\\",
  '"',
  "\u2028\u202e",
];

const EVENTS = [
  ...HOSTILE.map((event) => ({ event, distinct_id: "mallory" })),
  ...["ada", "ada", "ben"].map((distinct_id) => ({
    event: "purchase",
    distinct_id,
  })),
];

/** A data directory with these events, loaded by the command line itself. */
async function dataDirectory() {
  const dir = await Deno.makeTempDir();
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const lines = EVENTS.map((event) => JSON.stringify({ ...event, timestamp }));
  lines.splice(4, 0, "not an event");
  await Deno.writeTextFile(`${dir}/events.jsonl`, lines.join("\n"));
  const data = `${dir}/data`;
  const load = await cli([
    "local",
    "load",
    `${dir}/events.jsonl`,
    "--data",
    data,
  ]);
  return {
    data,
    dir,
    load,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

function powerUsers(data: string, event: string): string[] {
  return [
    "run",
    "identify_power_users",
    `--key-event=${event}`,
    "--min-occurrences=1",
    "--format=json",
    `--data=${data}`,
    `--audit=${data}.runs.jsonl`,
  ];
}

Deno.test("cli loads, runs and queries the same truth", async (t) => {
  await using directory = await dataDirectory();
  const { data, dir, load } = directory;

  await t.step("local load tells the bad line and loads the rest", () => {
    assertEquals(load.code, 6, load.stderr);
    assertStringIncludes(load.stderr, "events.jsonl:5: not JSON");
  });

  await t.step(
    "run gives the rows that query gives for its HogQL",
    async () => {
      const run = await cli(powerUsers(data, "purchase"));
      assertEquals(run.code, 0, run.stderr);
      const document = Document.parse(JSON.parse(run.stdout));
      const rows = document.result?.rows ?? [];
      assertEquals(rows.map(({ occurrences }) => occurrences), [2, 1]);
      const query = await cli([
        "query",
        `SELECT person_id, count() AS occurrences FROM events
       WHERE event = {event} GROUP BY person_id
       ORDER BY occurrences DESC, person_id`,
        '--values={"event": "purchase"}',
        "--format=json",
        `--data=${data}`,
      ]);
      assertEquals(query.code, 0, query.stderr);
      assertEquals(
        rows.map(({ person_id, occurrences }) => ({ person_id, occurrences })),
        Document.parse(JSON.parse(query.stdout)).result?.rows,
      );
    },
  );

  await t.step(
    "a hostile parameter finds its own event and changes nothing",
    async () => {
      for (const event of HOSTILE.slice(0, 3)) {
        const run = await cli(powerUsers(data, event));
        assertEquals(run.code, 0, run.stderr);
        const rows = Document.parse(JSON.parse(run.stdout)).result?.rows ?? [];
        assertEquals(rows.map(({ occurrences }) => occurrences), [1], event);
      }
      const count = await cli([
        "query",
        "SELECT count() FROM events",
        "--format=csv",
        `--data=${data}`,
      ]);
      assertEquals(count.stdout, `count()\r\n${EVENTS.length}\r\n`);
    },
  );

  await t.step(
    "a name that nothing has comes with the nearest one",
    async () => {
      const run = (event: string) =>
        cli([
          ...["run", "trends", `--event-names=${event}`, "--format=csv"],
          ...[`--data=${data}`, `--audit=${data}.other.jsonl`],
        ]);
      const note =
        'This project has no event "purchas"; the nearest is "purchase"';
      const mistyped = await run("purchas");
      assertEquals(mistyped.code, 0, mistyped.stderr);
      assertStringIncludes(mistyped.stderr, note);
      const right = await run("purchase");
      assert(!right.stderr.includes("This project has no"), right.stderr);
    },
  );

  await t.step("runs list, replay and verify know what ran", async () => {
    const file = `${data}.runs.jsonl`;
    const audit = `--audit=${file}`;
    const list = await cli(["runs", "list", "--format=json", audit]);
    const lines: { runId: string }[] = JSON.parse(list.stdout);
    assertEquals(lines.length, 4);
    const again = await cli([
      ...["runs", "replay", lines[0]?.runId ?? "", audit, `--data=${data}`],
    ]);
    assertEquals(again.code, 0, again.stderr);
    assertEquals((await cli(["runs", "verify", audit])).code, 0);
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, text.replace("purchase", "purchasf"));
    const verify = await cli(["runs", "verify", audit]);
    assertEquals(verify.code, 1);
    assertStringIncludes(verify.stdout, "changed after it was written");
  });

  await t.step(
    "batch keeps what succeeded, and goes on from there",
    async () => {
      const file = `${dir}/batch.jsonl`;
      const items = [
        { script: "export default () => 1" },
        { template: "identify_power_users", params: { days: "soon" } },
      ];
      const write = () =>
        Deno.writeTextFile(
          file,
          items.map((item) => JSON.stringify(item)).join("\n"),
        );
      const call = ["batch", file, `--data=${data}`, `--audit=${dir}/b.jsonl`];
      await write();
      const first = await cli(call);
      assertEquals(first.code, 6, first.stderr);
      assertStringIncludes(first.stdout, 'parameter "days"');
      items[1] = { script: "export default () => 2" };
      await write();
      const second = await cli(call);
      assertEquals(second.code, 0, second.stderr);
      assertStringIncludes(second.stderr, "1 of 2 runs to do");
    },
  );

  await t.step(
    "query tells the place, the nearest name, and exits with 4",
    async () => {
      const cases: readonly (readonly [string, string])[] = [
        ["SELECT event FRM events", 'Did you mean "FROM" instead of "FRM"?'],
        ["SELECT evnt FROM events", 'Did you mean "event"?'],
        ["SELECT event FROM evnts", 'Did you mean "events"?'],
        ["SELECT * FROM file('/etc/passwd')", "Unknown table"],
      ];
      for (const [hogql, text] of cases) {
        const call = await cli(["query", hogql, "--data", data]);
        assertEquals(call.code, 4, call.stderr);
        assertEquals(call.stdout, "");
        assertStringIncludes(call.stderr, text);
      }
      const json = await cli([
        "query",
        "SELECT x",
        "--data",
        data,
        "--format=json",
      ]);
      assertEquals(Document.parse(JSON.parse(json.stdout)).success, false);
    },
  );

  await t.step("script tells how it ended, by exit code", async () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ["() => { throw new Error('boom'); }", 1, "boom"],
      ["() => 1n", 1, "bigint"],
      ["() => { for (;;); }", 5, "took longer than 2000 ms"],
      [
        "() => { const kb = 'x'.repeat(1024); for (let i = 0; i < 1e5; i++) console.log(kb); }",
        5,
        "printed more than it may",
      ],
      ["(", 1, "Cannot parse the script"],
      ["({ client }) => client.query('SELECT evnt FROM events')", 4, "evnt"],
    ];
    for (const [code, exit, text] of cases) {
      await Deno.writeTextFile(`${dir}/own.mjs`, `export default ${code};`);
      const call = await cli([
        ...["script", `${dir}/own.mjs`, "--timeout=2s", `--data=${data}`],
        `--audit=${dir}/own.jsonl`,
      ]);
      assertEquals(call.code, exit, `${code}: ${call.stderr}`);
      assertStringIncludes(call.stderr, text);
    }
  });

  await t.step(
    "local serve is refused a second time, and stops at Ctrl-C",
    async () => {
      const server = command([
        ...["local", "serve", "--port=0", "--format=json", `--data=${data}`],
      ]).spawn();
      const reader = server.stdout.pipeThrough(new TextDecoderStream())
        .getReader();
      const { value = "" } = await reader.read();
      const address: Record<string, string> = JSON.parse(value);
      const port = new URL(address["url"] ?? "").port;
      const second = await cli(["query", "SELECT 1", "--data", data]);
      assertEquals(second.code, 3);
      assertStringIncludes(second.stderr, "Cannot open the data directory");
      const samePort = await cli([
        "local",
        "serve",
        `--port=${port}`,
        `--data=${dir}/b`,
      ]);
      assertEquals(samePort.code, 3, samePort.stderr);
      assertStringIncludes(samePort.stderr, "the port is in use");
      const wrongKey = await cli(["query", "SELECT 1"], {
        POSTHOG_API_URL: address["url"] ?? "",
        POSTHOG_PROJECT_ID: address["project_id"] ?? "",
        POSTHOG_PERSONAL_API_KEY: "phx_wrong",
      });
      assertEquals(wrongKey.code, 3, wrongKey.stderr);
      assert(!wrongKey.stderr.includes("phx_wrong"));
      server.kill("SIGINT");
      assertEquals((await server.status).code, 0);
      await reader.cancel();
      await server.stderr.cancel();
    },
  );
});

Deno.test("what is piped into a command never becomes data", async () => {
  const count = "SELECT count() AS events FROM events";
  const piped = await cli(["query", "-", "--format", "csv"], {}, count);
  const unread = await cli(["query", count, "--format", "csv"], {}, "[1]\n");
  assertEquals(piped.code, 0, piped.stderr);
  assertEquals(unread, { ...piped, stderr: unread.stderr });
});
