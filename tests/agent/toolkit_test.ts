import {
  answerText,
  messageTools,
  ResultStore,
} from "@posthog-driver/posthog-driver/agent";
import { assert, assertEquals } from "@std/assert";
import { openGround } from "./ground.ts";

Deno.test("Toolkit", async (t) => {
  await using ground = await openGround();
  await t.step("describes itself in under 3,000 tokens", () => {
    const characters = JSON.stringify(messageTools(ground.toolkit())).length;
    assert(characters / 4 < 3_000, `${characters / 4} tokens`);
  });

  await t.step("answers the example of every reading tool", async (t) => {
    const toolkit = ground.toolkit();
    for (const tool of toolkit.tools) {
      if (tool.effect === "write" || tool.name === "read_result") continue;
      await t.step(tool.name, async () => {
        const { text, isError } = await toolkit.call(tool.name, tool.example);
        assertEquals(isError, false, text);
        assert(JSON.parse(text).data !== undefined);
      });
    }
  });

  const RECENT = "timestamp > now() - INTERVAL 1 DAY";
  const unknown: [string, string, object, string[]][] = [
    [
      "values and properties of a query",
      "query_posthog",
      {
        hogql:
          `SELECT count() FROM events WHERE event = {event} AND properties.$browsr = 'Chrome' AND ${RECENT}`,
        values: { event: "purchse" },
      },
      ["purchase", "$browser"],
    ],
    [
      "brackets, a person's properties, and words turned around",
      "query_posthog",
      {
        hogql:
          `SELECT properties['amout'], person.properties.emial FROM events WHERE event IN ('purchase', 'signup') AND ${RECENT}`,
      },
      ["user_signed_up", "amount", "email"],
    ],
    [
      "the persons table",
      "query_posthog",
      { hogql: "SELECT properties.emal, properties.plan FROM persons LIMIT 1" },
      ["email"],
    ],
    [
      "parameters of a template",
      "run_template",
      {
        name: "analyze_funnel",
        parameters: { funnel_steps: ["signup", "purchase"] },
      },
      ["user_signed_up"],
    ],
    [
      "a parameter that takes a property",
      "run_template",
      {
        name: "trends",
        parameters: { event_names: "purchase", breakdown: "amout" },
      },
      ["amount"],
    ],
    [
      "a script's queries",
      "run_script",
      {
        code:
          `export default async ({ client }) => (await client.query("SELECT count() AS n FROM events WHERE event = 'purchse' AND ${RECENT}")).rows;`,
      },
      ["purchase"],
    ],
    [
      "an export",
      "export_data",
      {
        start_date: "2026-11-01",
        end_date: "2026-11-01",
        event_names: ["purchse"],
      },
      ["purchase"],
    ],
  ];
  for (const [where, tool, input, meant] of unknown) {
    await t.step(`names the nearest real name in ${where}`, async () => {
      const { text } = await ground.toolkit().call(tool, input);
      const notes: string[] = JSON.parse(text).notes;
      assertEquals(
        notes.map((note) => /the nearest is "(.+)"/.exec(note)?.[1]),
        meant,
        text,
      );
    });
  }

  await t.step("says nothing of names that are right", async () => {
    const { text } = await ground.toolkit().call("query_posthog", {
      hogql:
        `SELECT events.properties.amount, p.properties.plan FROM events JOIN persons AS p ON p.id = events.person_id WHERE event = 'purchase' AND ${RECENT} LIMIT 1`,
    });
    assertEquals(JSON.parse(text).notes, undefined, text);
  });

  await t.step("shows the script of a tool, not one of its own", async () => {
    const toolkit = ground.toolkit();
    await toolkit.call("query_posthog", { hogql: "SELECT 1 AS one LIMIT 1" });
    await toolkit.call("query_posthog", {
      hogql: "SELECT event FROM events WHERE event = 'purchase' LIMIT 1",
    });
    const { text } = await toolkit.call("show_last_script", {});
    assertEquals(JSON.parse(text).data.description, "Query with HogQL");
  });

  await t.step("reads a large result to its end, row by row", async () => {
    const toolkit = ground.toolkit();
    const { text } = await toolkit.call("query_posthog", {
      hogql:
        "SELECT uuid, properties FROM events WHERE timestamp >= now() - INTERVAL 90 DAY ORDER BY timestamp, uuid LIMIT 200",
    });
    const { data, more } = JSON.parse(text);
    const uuids: string[] = data.rows.map((row: { uuid: string }) => row.uuid);
    for (let offset: number | null = more.next; offset !== null;) {
      const page = await toolkit.call("read_result", {
        handle: more.handle,
        offset,
      });
      const { part, next } = JSON.parse(page.text).data;
      uuids.push(...part.map((row: { uuid: string }) => row.uuid));
      offset = next;
    }
    assertEquals(uuids.length, 200);
    assertEquals(new Set(uuids).size, 200);
  });

  await t.step(
    "passes text that gives orders on as data, and obeys none of it",
    async () => {
      const toolkit = ground.toolkit();
      const { text, isError } = await toolkit.call("query_posthog", {
        hogql:
          "SELECT event, properties FROM events WHERE event ILIKE '%ignore%instructions%' OR properties ILIKE '%ignore%instructions%' LIMIT 5",
      });
      assertEquals(isError, false, text);
      const { data, ...rest } = JSON.parse(text);
      assert(data.rows.length > 0, "the demo data hold such text");
      assert(
        !JSON.stringify({ ...rest, envelope: { ...rest.envelope, hogql: [] } })
          .includes("ignore"),
      );
    },
  );

  await t.step("keeps a script from writing", async () => {
    const { text, isError } = await ground.toolkit().call("run_script", {
      code:
        "export default ({ client }) => client.captureEvent({ event: 'sneaked', distinctId: 'x' });",
    });
    assertEquals(isError, true);
    assertEquals(JSON.parse(text).error.kind, "budget_exceeded");
  });
});

Deno.test("ResultStore moves on, however large a row is", () => {
  const store = new ResultStore();
  const rows = [1, 2, 3].map((n) => ({ n, text: "x".repeat(900) }));
  const handle = store.keep(rows, 1_000);
  const pages: unknown[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const page = store.read(handle, offset, 100);
    pages.push(page?.part);
    offset = page?.next ?? null;
  }
  assertEquals(pages, rows.map((row) => [row]));
});

Deno.test("answerText() is valid JSON of bounded size, whatever the data", () => {
  const shapes: unknown[] = [
    { rows: Array.from({ length: 5_000 }, (_, n) => ({ n, text: 'é"\\' })) },
    { rows: [{ one: '"'.repeat(60_000) }] },
    { rows: [1], summary: "x".repeat(60_000) },
    "\u2028".repeat(60_000),
    Array.from({ length: 60_000 }, (_, n) => n),
  ];
  for (const data of shapes) {
    const text = answerText({ data }, new ResultStore(), 10_000);
    assert(text.length <= 10_000, `${text.length} characters`);
    assert(JSON.parse(text).more.handle.startsWith("result_"));
  }
});
