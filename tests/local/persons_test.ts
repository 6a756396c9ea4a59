import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { capture, captureBatch, rows } from "./calls.ts";

const PEOPLE = "SELECT uniq(person_id), count() FROM events";

Deno.test("$identify gives a visitor's past events to the person", async () => {
  await using posthog = await openEmbeddedPostHog();
  await capture(posthog, { event: "visited", distinct_id: "anon" });
  await capture(posthog, {
    event: "$identify",
    distinct_id: "ada",
    properties: { $anon_distinct_id: "anon", $set: { plan: "pro" } },
  });
  await captureBatch(posthog, [
    { event: "paid", distinct_id: "ada" },
    { event: "visited", distinct_id: "anon" },
  ]);
  assertEquals(await rows(posthog, PEOPLE), [[1, 4]]);
  assertEquals(
    await rows(
      posthog,
      "SELECT properties.plan, is_identified FROM persons",
    ),
    [["pro", true]],
  );
});

Deno.test("$identify takes over events that had no person profile", async () => {
  await using posthog = await openEmbeddedPostHog();
  await capture(posthog, {
    event: "visited",
    distinct_id: "anon",
    properties: { $process_person_profile: false, $set: { plan: "ignored" } },
  });
  assertEquals(await rows(posthog, "SELECT count() FROM persons"), [[0]]);
  await capture(posthog, {
    event: "$identify",
    distinct_id: "ada",
    properties: { $anon_distinct_id: "anon" },
  });
  assertEquals(await rows(posthog, PEOPLE), [[1, 2]]);
  assertEquals(await rows(posthog, "SELECT properties.plan FROM persons"), [[
    null,
  ]]);
});

Deno.test("$identify merges two persons, and past events move", async () => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, [
    { event: "a", distinct_id: "phone", $set: { city: "Brno", from: "phone" } },
    { event: "b", distinct_id: "ada", $set: { from: "ada" } },
  ]);
  assertEquals(await rows(posthog, PEOPLE), [[2, 2]]);
  await capture(posthog, {
    event: "$identify",
    distinct_id: "ada",
    properties: { $anon_distinct_id: "phone" },
  });
  assertEquals(await rows(posthog, PEOPLE), [[1, 3]]);
  assertEquals(
    await rows(
      posthog,
      "SELECT properties.city, properties.from, count() OVER () FROM persons",
    ),
    [["Brno", "ada", 1]],
  );
  assertEquals(
    await rows(
      posthog,
      "SELECT distinct_id, uniq(person_id) OVER () FROM person_distinct_ids ORDER BY distinct_id",
    ),
    [["ada", 1], ["phone", 1]],
  );
});

Deno.test("$identify never merges two identified persons; $merge_dangerously does", async () => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, [
    { event: "$identify", distinct_id: "ada" },
    { event: "$identify", distinct_id: "bob" },
    {
      event: "$identify",
      distinct_id: "ada",
      properties: { $anon_distinct_id: "bob" },
    },
  ]);
  assertEquals(await rows(posthog, PEOPLE), [[2, 3]]);
  await capture(posthog, {
    event: "$merge_dangerously",
    distinct_id: "ada",
    properties: { alias: "bob" },
  });
  assertEquals(await rows(posthog, PEOPLE), [[1, 4]]);
});

Deno.test("$create_alias joins chains of people, in one batch and over reopening", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using posthog = await openEmbeddedPostHog({ dataDir });
    await captureBatch(posthog, [
      { event: "x", distinct_id: "d1" },
      { event: "x", distinct_id: "d2" },
      { event: "x", distinct_id: "d3" },
      { event: "x", distinct_id: "d4" },
      {
        event: "$create_alias",
        distinct_id: "d2",
        properties: { alias: "d1" },
      },
      {
        event: "$create_alias",
        distinct_id: "d3",
        properties: { alias: "d4" },
      },
    ]);
    assertEquals(await rows(posthog, PEOPLE), [[2, 6]]);
  }
  {
    await using posthog = await openEmbeddedPostHog({ dataDir });
    await capture(posthog, {
      event: "$merge_dangerously",
      distinct_id: "d1",
      properties: { alias: "d4" },
    });
    assertEquals(await rows(posthog, PEOPLE), [[1, 7]]);
    await captureBatch(
      posthog,
      ["d1", "d2", "d3", "d4"].map((distinct_id) => ({
        event: "later",
        distinct_id,
      })),
    );
    assertEquals(await rows(posthog, PEOPLE), [[1, 11]]);
    assertEquals(await rows(posthog, "SELECT count() FROM persons"), [[1]]);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("$identify with a distinct_id that means nobody merges nobody", async () => {
  await using posthog = await openEmbeddedPostHog();
  const senseless = [
    "null",
    "undefined",
    "0",
    " ",
    "Anonymous",
    "'none'",
    "NaN",
  ];
  await captureBatch(
    posthog,
    senseless.map((bad, index) => ({
      event: "$identify",
      distinct_id: `user-${index}`,
      properties: { $anon_distinct_id: bad },
    })),
  );
  assertEquals(await rows(posthog, PEOPLE), [[
    senseless.length,
    senseless.length,
  ]]);
});

Deno.test("$set, $set_once and $unset change a person; events keep what was true", async () => {
  await using posthog = await openEmbeddedPostHog();
  await capture(posthog, {
    event: "first",
    distinct_id: "ada",
    properties: { $set: { plan: "free", old: 1 }, $set_once: { source: "ad" } },
  });
  await capture(posthog, {
    event: "$set",
    distinct_id: "ada",
    $set: { plan: "pro" },
    $set_once: { source: "other" },
    properties: { $unset: ["old"] },
  });
  assertEquals(await rows(posthog, "SELECT properties FROM persons"), [
    ['{"source":"ad","plan":"pro"}'],
  ]);
  assertEquals(
    await rows(
      posthog,
      "SELECT event, person.properties.plan FROM events ORDER BY event",
    ),
    [["$set", "pro"], ["first", "free"]],
  );
});

Deno.test("events tell where a person first came from", async () => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, [
    {
      event: "$pageview",
      distinct_id: "ada",
      properties: { utm_source: "ad", $browser: "Safari" },
    },
    {
      event: "$pageview",
      distinct_id: "ada",
      properties: { utm_source: "mail", $browser: "Chrome" },
    },
    { event: "$set", distinct_id: "ada", $set: { plan: "pro" } },
  ]);
  assertEquals(
    await rows(
      posthog,
      "SELECT properties.$initial_utm_source, properties.$initial_browser, properties.plan FROM persons",
    ),
    [["ad", "Safari", "pro"]],
  );
});

Deno.test("$groupidentify and $groups tie events to groups", async () => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, [
    {
      event: "$groupidentify",
      distinct_id: "ada",
      properties: {
        $group_type: "company",
        $group_key: "acme",
        $group_set: { seats: 3 },
      },
    },
    {
      event: "$groupidentify",
      distinct_id: "ada",
      properties: {
        $group_type: "company",
        $group_key: "acme",
        $group_set: { plan: "team" },
      },
    },
    {
      event: "paid",
      distinct_id: "ada",
      properties: { $groups: { company: "acme", project: 7 } },
    },
  ]);
  assertEquals(
    await rows(
      posthog,
      "SELECT $group_0, $group_1, company.properties.plan, company.properties.seats FROM events WHERE event = 'paid'",
    ),
    [["acme", "7", "team", 3]],
  );
});
