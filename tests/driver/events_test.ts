import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { delay } from "@std/async/delay";
import {
  ConnectionError,
  type Envelope,
  type PostHogEvent,
  ValidationError,
} from "../../driver/mod.ts";
import { answerPage, manyEvents } from "./event_store.ts";
import { nodeOf, table, wire } from "./wire.ts";

const COLUMNS = [
  "uuid",
  "event",
  "distinct_id",
  "timestamp",
  "properties",
  "person_id",
];
const ROW = ["0190", "a", "d", "2026-01-01T00:00:00Z", '{"n":1}', "p"];

Deno.test("getEvents() turns filters into values, never into text", async () => {
  const { client, asked } = wire(() => table(COLUMNS, [ROW]));
  const hostile = "a' OR 1=1 --";
  const { rows, envelope } = await client.getEvents({
    eventName: hostile,
    eventNames: ["b"],
    distinctId: hostile,
    personId: "0190aaaa-0000-7000-8000-000000000000",
    after: "2026-01-01",
    before: new Date("2026-02-01T00:00:00Z"),
    properties: { plan: hostile, empty: null },
    filterTestAccounts: true,
    limit: 10,
  });
  const node = nodeOf(asked[0]);
  assert(!String(node["query"]).includes("OR 1=1"));
  assertEquals(node["values"], {
    time_from: "2026-01-01",
    time_to: "2026-02-01T00:00:00.000Z",
    event_names: [hostile, "b"],
    distinct_id: hostile,
    person_id: "0190aaaa-0000-7000-8000-000000000000",
  });
  assertEquals(node["filters"], {
    properties: [
      { operator: "exact", type: "event", key: "plan", value: hostile },
      { operator: "is_not_set", type: "event", key: "empty" },
    ],
    filterTestAccounts: true,
  });
  assertEquals(rows[0]?.properties, { n: 1 });
  assertEquals(envelope.truncated, false);
});

Deno.test("getEvents() says when more exist than asked for", async () => {
  const { client } = wire(() => table(COLUMNS, [ROW, ROW, ROW]));
  const { rows, envelope } = await client.getEvents({ limit: 2 });
  assertEquals(rows.length, 2);
  assertEquals(envelope.truncated, true);
});

Deno.test("getEvents() refuses times that do not exist", async () => {
  const { client } = wire(() => table(COLUMNS, []));
  for (
    const after of ["2024-02-30", "yesterday", "2024-1-1", "-7x", new Date(NaN)]
  ) {
    await assertRejects(() => client.getEvents({ after }), ValidationError);
  }
});

Deno.test("getEvents() reads ages by the clock", async () => {
  const { client, asked } = wire(() => table(COLUMNS, []));
  await client.getEvents({ after: "-24h" });
  assertEquals(
    Object(nodeOf(asked[0])["values"])["time_from"],
    "2026-02-28T12:00:00.000Z",
  );
});

Deno.test("exportEvents() gives every event once, whatever shares a timestamp", async () => {
  const events = manyEvents(1_003, 97);
  const seen: Envelope[] = [];
  const { client, asked } = wire((one) => answerPage(events, one), {
    observe: (envelope) => seen.push(envelope),
  });
  const all = client.exportEvents({
    start: "2026-01-01",
    end: "2026-01-31",
    pageSize: 50,
  });
  const uuids: string[] = [];
  for await (const event of all) uuids.push(event.uuid);
  assertEquals(uuids.toSorted(), events.map(({ uuid }) => uuid).toSorted());
  assertEquals(all.envelope?.rows, 1_003);
  assertEquals(all.envelope?.truncated, false);
  assertEquals(seen, [all.envelope]);
  assert(asked.every((one) => !/offset/i.test(JSON.stringify(nodeOf(one)))));
});

Deno.test("exportEvents() ends well when the last page is exactly full", async () => {
  const events = manyEvents(100, 7);
  const { client } = wire((one) => answerPage(events, one));
  let count = 0;
  for await (
    const page of client.exportEvents({ start: "2026-01-01", pageSize: 50 })
      .pages()
  ) {
    count += page.length;
  }
  assertEquals(count, 100);
});

Deno.test("exportEvents() counts the whole last day, and starts at the first", async () => {
  const { client, asked } = wire(() => table(COLUMNS, []));
  for await (
    const _ of client.exportEvents({ start: "2024-02-01", end: "2024-02-28" })
  );
  const node = nodeOf(asked[0]);
  assertStringIncludes(
    String(node["query"]),
    "timestamp >= toDateTime({time_from}) AND timestamp < toDateTime({time_to})",
  );
  assertEquals(node["values"], {
    time_from: "2024-02-01",
    time_to: "2024-02-29",
  });
});

Deno.test("exportEvents() resumes behind the last event handed out", async () => {
  const events = manyEvents(300, 13);
  const { client } = wire((one) => answerPage(events, one));
  const range = { start: "2026-01-01", pageSize: 40 };
  const first = client.exportEvents(range);
  const uuids: string[] = [];
  for await (const event of first) {
    uuids.push(event.uuid);
    if (uuids.length === 137) break;
  }
  assertEquals(first.envelope?.truncated, true);
  assertEquals(first.envelope?.rows, 137);
  const { cursor } = first;
  assert(cursor !== undefined);
  for await (const event of client.exportEvents({ ...range, cursor })) {
    uuids.push(event.uuid);
  }
  assertEquals(uuids.length, 300);
  assertEquals(new Set(uuids).size, 300);
});

Deno.test("exportEvents() holds one page beside the one in use, however slow its reader", async () => {
  const events = manyEvents(100, 3);
  const { client, asked } = wire((one) => answerPage(events, one));
  let read = 0;
  const all = client.exportEvents({ start: "2026-01-01", pageSize: 10 });
  for await (const _ of all.pages()) {
    read++;
    await delay(5);
    assert(asked.length <= read + 1, `${asked.length} asked, ${read} read`);
  }
  assertEquals([read, asked.length], [10, 11]);
});

Deno.test("exportEvents() stops at a server that repeats a page", async () => {
  const events = manyEvents(10, 2);
  const { client } = wire((one) => {
    Object(nodeOf(one)["values"])["last_time"] = undefined;
    return answerPage(events, one);
  });
  const got: PostHogEvent[] = [];
  await assertRejects(
    async () => {
      for await (
        const event of client.exportEvents({
          start: "2026-01-01",
          pageSize: 10,
        })
      ) {
        got.push(event);
      }
    },
    ConnectionError,
    "the same page again",
  );
  assertEquals(got.length, 10);
});

Deno.test("exportEvents() refuses foreign cursors and page sizes that cannot be", () => {
  const { client } = wire(() => table(COLUMNS, []));
  assertThrows(
    () => client.exportEvents({ start: "2026-01-01", cursor: "x" }),
    ValidationError,
  );
  assertThrows(
    () => client.exportEvents({ start: "2026-01-01", pageSize: 60_000 }),
    ValidationError,
  );
  assertThrows(
    () => client.exportEvents({ start: "2026-13-01" }),
    ValidationError,
  );
});

Deno.test("exportEvents() leaves nothing running when given up", async () => {
  const events = manyEvents(100, 1);
  const control = new AbortController();
  const { client } = wire((one) => answerPage(events, one));
  await assertRejects(
    async () => {
      for await (
        const _ of client.exportEvents({
          start: "2026-01-01",
          pageSize: 10,
          signal: control.signal,
        })
      ) control.abort(new Error("enough"));
    },
    Error,
    "enough",
  );
});
