/** The driver against the embedded PostHog: two readings of one API. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  assertDriverContract,
  type CaptureEvent,
  did,
  FieldNotFoundError,
  PostHogClient,
  type PostHogClientOptions,
  QueryError,
} from "../../driver/mod.ts";
import { type EmbeddedPostHog, openEmbeddedPostHog } from "../../local/mod.ts";
import { buildBundle, node22, oldestNode } from "../bundle/bundle.ts";

const START = Date.parse("2026-01-01T00:00:00Z");

/** Events of which seven share each instant. */
function events(count: number): CaptureEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    event: n % 3 === 0 ? "closed" : "opened",
    distinctId: `user-${n % 50}`,
    timestamp: new Date(START + Math.floor(n / 7) * 1000),
    properties: { n, plan: n % 2 === 0 ? "pro" : "free" },
  }));
}

function connect(
  posthog: EmbeddedPostHog,
  options: PostHogClientOptions = {},
): PostHogClient {
  return new PostHogClient({
    ...posthog,
    apiUrl: "http://127.0.0.1",
    ...options,
  });
}

/** A way to the server that loses answers, refuses, and breaks off. */
function unreliable(posthog: EmbeddedPostHog, chance: () => number) {
  return async (request: Request): Promise<Response> => {
    const dice = chance();
    if (dice < 0.2) return new Response("try later", { status: 503 });
    const bytes = await request.arrayBuffer();
    if (dice < 0.3 && bytes.byteLength > 3_000) {
      return new Response("payload too large", { status: 413 });
    }
    const response = await posthog.fetch(new Request(request, { body: bytes }));
    if (dice < 0.5) throw new TypeError("connection reset after the request");
    if (dice < 0.6) return new Response("bad gateway", { status: 502 });
    return response;
  };
}

/** Chance that is the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

Deno.test("The driver and the embedded PostHog", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  const client = connect(posthog);
  const sent = events(5_000);
  let uuids: readonly string[] = [];

  await t.step(
    "captureBatch() through an unreliable network loses and doubles nothing",
    async () => {
      const shaky = connect(posthog, {
        fetch: unreliable(posthog, seeded(7)),
        maxRetries: 20,
        delay: () => Promise.resolve(),
      });
      const result = await shaky.captureBatch(sent);
      assertEquals([result.accepted, result.rejected], [5_000, []]);
      uuids = result.uuids;
      const { rows } = await client.query(
        "SELECT count() AS events, uniq(uuid) AS uuids FROM events LIMIT 1",
      );
      assertEquals(rows, [{ events: 5_000, uuids: 5_000 }]);
    },
  );

  await t.step(
    "exportEvents() gives every event once, in the order of time",
    async () => {
      const got: string[] = [];
      let last = "";
      const all = client.exportEvents({
        start: "2026-01-01",
        end: "2026-01-01",
        pageSize: 301,
      });
      for await (const event of all) {
        got.push(event.uuid);
        assert(event.timestamp + event.uuid > last);
        last = event.timestamp + event.uuid;
      }
      assertEquals(got.toSorted(), [...uuids].sort());
      assertEquals([all.envelope?.rows, all.envelope?.truncated], [
        5_000,
        false,
      ]);
    },
  );

  await t.step("exportEvents() takes filters and resumes", async () => {
    const options = {
      start: "2026-01-01T00:00:00Z",
      end: "2026-01-02",
      eventNames: ["closed"],
      properties: { plan: "pro" },
      pageSize: 50,
    };
    const first = client.exportEvents(options);
    const got: unknown[] = [];
    for await (const event of first) {
      got.push(event.properties["n"]);
      if (got.length === 77) break;
    }
    const rest = client.exportEvents({
      ...options,
      cursor: first.cursor ?? "",
    });
    for await (const event of rest) got.push(event.properties["n"]);
    const expected = sent.flatMap(({ event, properties }) =>
      event === "closed" && properties?.["plan"] === "pro"
        ? [properties["n"]]
        : []
    );
    assertEquals(got.toSorted(), expected.toSorted());
  });

  await t.step("queryBatches() gives the same rows as one query", async () => {
    const hogql =
      "SELECT timestamp, uuid, properties.n AS n FROM events WHERE event = 'closed'";
    const { rows } = await client.query(hogql, { limit: 10_000 });
    const batched = [];
    for await (const batch of client.queryBatches(hogql, { batchSize: 400 })) {
      batched.push(...batch);
    }
    const uuid = (row: Record<string, unknown>) => String(row["uuid"]);
    assertEquals(batched.map(uuid).toSorted(), rows.map(uuid).toSorted());
    assertEquals(batched.length, 1_667);
  });

  await t.step("query() tells the truth about limits", async () => {
    const silent = await client.query("SELECT uuid FROM events");
    assertEquals([
      silent.rows.length,
      silent.envelope.truncated,
      silent.envelope.limit,
    ], [100, true, 100]);
    const asked = await client.query("SELECT uuid FROM events", {
      limit: 5_000,
    });
    assertEquals([asked.rows.length, asked.envelope.truncated], [5_000, false]);
    const union = await client.query(
      "SELECT uuid FROM events UNION ALL SELECT uuid FROM events",
    );
    assertEquals([union.rows.length, union.envelope.truncated], [200, null]);
    assertEquals(silent.envelope.engine.name, "posthog-embedded");
  });

  await t.step("query() takes values for what they are", async () => {
    const hostile = "x'); DROP TABLE events; -- {y} `\\\u2028";
    await client.captureEvent({ event: hostile, distinctId: hostile });
    const { rows } = await client.query(
      "SELECT count() AS n FROM events WHERE event = {text} AND timestamp > {after} AND distinct_id IN {names} LIMIT 1",
      {
        values: {
          text: hostile,
          after: new Date(START),
          names: [hostile, "it's"],
        },
      },
    );
    assertEquals(rows, [{ n: 1 }]);
  });

  await t.step("query() gives errors with what to do", async () => {
    const field = await assertRejects(
      () => client.query("SELECT evnt FROM events"),
      FieldNotFoundError,
    );
    assertEquals(field.suggestions, ["event"]);
    await assertRejects(() => client.query("SELEC 1"), QueryError);
    const offset = await assertRejects(
      () => client.query("SELECT event FROM events LIMIT 5 OFFSET 5"),
      QueryError,
    );
    assert(offset.hint?.includes("queryBatches"));
  });

  await t.step("query() waits for what runs in the background", async () => {
    const { rows } = await client.query(
      "SELECT count() AS n FROM events LIMIT 1",
      { refresh: "force_async" },
    );
    assertEquals(rows, [{ n: 5_001 }]);
  });

  await t.step(
    "assertDriverContract() holds, for every object that is listed",
    async () => {
      await assertDriverContract(client);
      const objects = await client.listObjects();
      for (
        const name of [
          "events",
          "insights",
          "persons",
          "cohorts",
          "feature_flags",
          "sessions",
          "annotations",
          "experiments",
        ]
      ) {
        assert(objects.includes(name), name);
      }
      const fields = await client.getFields("events");
      assertEquals(fields["properties.plan"]?.custom, true);
    },
  );

  await t.step("What is created is listed", async () => {
    const cohort = await client.createCohort({
      name: "Openers",
      filter: did("opened", { within: "2y", atLeast: 50 }),
      waitMs: 20_000,
    });
    const { rows: people } = await client.getPersons({
      cohortId: cohort.id,
      limit: Infinity,
    });
    const { rows: [counted] } = await client.query(
      "SELECT count() AS n FROM (SELECT person_id FROM events WHERE event = 'opened' GROUP BY person_id HAVING count() >= 50) LIMIT 1",
    );
    assertEquals(people.length, counted?.["n"]);
    await client.createInsight({
      name: "Openings",
      type: "TRENDS",
      filters: { events: [{ id: "opened" }] },
    });
    const { rows: insights } = await client.getInsights({ type: "TRENDS" });
    assertEquals(insights.map(({ name }) => name), ["Openings"]);
    await client.createAnnotation({ content: "Release" });
    const { rows: notes } = await client.getAnnotations();
    assertEquals(notes.map((note) => note["content"]), ["Release"]);
  });

  await t.step("Insights of the six old types are answered", async () => {
    const filters = {
      events: [{ id: "opened" }, { id: "closed" }],
      target_entity: { id: "opened", type: "events" },
      returning_entity: { id: "closed", type: "events" },
      include_event_types: ["custom_event"],
      exclusions: [{ id: "left", funnel_from_step: 0, funnel_to_step: 1 }],
      properties: [{ key: "plan", value: "pro", type: "event" }],
      date_from: "2026-01-01",
      date_to: "2026-01-02",
    };
    const more = { breakdown: "plan", breakdown_type: "event", compare: true };
    for (
      const type of [
        "TRENDS",
        "FUNNELS",
        "RETENTION",
        "PATHS",
        "LIFECYCLE",
        "STICKINESS",
      ] as const
    ) {
      const { query } = await client.createInsight({
        name: `Old ${type}`,
        type,
        // The embedded PostHog takes neither for these two, PostHog does.
        filters: type === "RETENTION" || type === "STICKINESS"
          ? filters
          : { ...filters, ...more },
      });
      const answer = await client.api("query", {
        method: "POST",
        body: { query },
      });
      assert(Object(answer).results.length > 0, type);
    }
  });

  await t.step("The bundle tells the same story on every runtime", async () => {
    const story = new URL("story.mjs", import.meta.url).pathname;
    const { path, remove } = await buildBundle();
    const { url } = await posthog.serve();
    const stories = [];
    const runs: [string, string[]][] = [
      [await oldestNode(), []],
      [await node22(), []],
      ["node", []],
      [Deno.execPath(), [
        "run",
        "--no-config",
        "--allow-net=127.0.0.1",
        "--allow-read",
        "--allow-env",
      ]],
    ];
    for (const [command, args] of runs) {
      const { stdout, stderr, success } = await new Deno.Command(command, {
        args: [...args, story, `file://${path}`, url],
        env: {
          NO_COLOR: "1",
          POSTHOG_PERSONAL_API_KEY: posthog.personalApiKey,
          POSTHOG_PROJECT_ID: posthog.projectId,
        },
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      stories.push(JSON.parse(new TextDecoder().decode(stdout)));
    }
    await remove();
    const [first] = stories;
    assertEquals(first.rows, [{ event: "closed", times: 1_667 }, {
      event: "opened",
      times: 3_333,
    }]);
    assertEquals([first.truncated, first.engine], [false, "posthog-embedded"]);
    assertEquals(first.exported, 5_000 * 4_999 / 2);
    assertEquals(first.error, {
      name: "FieldNotFoundError",
      suggestions: ["event"],
    });
    for (const other of stories) assertEquals(other, first);
  });
});
