import {
  answerText,
  messageTools,
  ResultStore,
} from "@posthog-driver/posthog-driver/agent";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
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

  await t.step("names the nearest real event and property", async () => {
    const { text } = await ground.toolkit().call("query_posthog", {
      hogql:
        "SELECT count() FROM events WHERE event = {event} AND properties.$browsr = 'Chrome' AND timestamp > now() - INTERVAL 1 DAY",
      values: { event: "purchse" },
    });
    const [event, property] = JSON.parse(text).notes;
    assertStringIncludes(event, 'nearest is "purchase"');
    assertStringIncludes(property, 'nearest is "$browser"');
  });

  await t.step("names the nearest real event to a template's", async () => {
    const { text } = await ground.toolkit().call("run_template", {
      name: "analyze_funnel",
      parameters: { funnel_steps: "user_signed_up, purchse" },
    });
    assertEquals(JSON.parse(text).notes, [
      'This project has no event "purchse"; the nearest is "purchase"',
    ]);
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
