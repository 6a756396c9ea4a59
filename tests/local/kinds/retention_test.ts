import { assertEquals } from "@std/assert";
import { ask, call, did, events, openProject } from "./project.ts";

Deno.test("RetentionQuery, LifecycleQuery and StickinessQuery agree with the events", async (t) => {
  await using posthog = await openProject([
    did("ada", "start", "10T10:00"),
    did("ada", "start", "17T10:00"),
    did("ada", "back", "18T10:00"),
    did("ada", "back", "18T11:00"),
    did("ada", "back", "20T10:00"),
    did("ben", "start", "17T10:00"),
    did("ben", "start", "18T10:00"),
    did("ben", "back", "19T10:00"),
    did("cid", "start", "19T10:00"),
    did("dot", "back", "18T10:00"),
  ]);
  const retention = async (more: Record<string, unknown> = {}) => {
    const { results } = await ask(posthog, {
      kind: "RetentionQuery",
      retentionFilter: {
        period: "Day",
        totalIntervals: 4,
        targetEntity: { id: "start", type: "events" },
        returningEntity: { id: "back", type: "events" },
        ...more,
      },
    });
    return results.map((row: { values: { count: number }[] }) =>
      row.values.map(({ count }) => count)
    );
  };

  await t.step("recurring: every start counts", async () => {
    assertEquals(await retention(), [
      [2, 1, 1, 1], // 17th: ada, ben; 18th ada; 19th ben; 20th ada
      [1, 1, 0], // 18th: ben; back on the 19th
      [1, 0], // 19th: cid
      [0],
    ]);
  });
  await t.step(
    "first time: ada started on the 10th, before it all",
    async () => {
      assertEquals(
        await retention({ retentionType: "retention_first_time" }),
        [[1, 0, 1, 0], [0, 0, 0], [1, 0], [0]],
      );
    },
  );
  await t.step("cumulative: who came back counts until then", async () => {
    assertEquals(
      await retention({ cumulative: true }),
      [[2, 2, 2, 1], [1, 1, 0], [1, 0], [0]],
    );
  });
  await t.step("lifecycle", async () => {
    const lifecycle = async (more: Record<string, unknown>) => {
      const { results } = await ask(posthog, {
        kind: "LifecycleQuery",
        series: [events("start")],
        ...more,
      });
      return Object.fromEntries(
        results.map((
          line: { status: string; data: number[] },
        ) => [line.status, line.data]),
      );
    };
    assertEquals(await lifecycle({ dateRange: { date_from: "2026-11-17" } }), {
      new: [1, 0, 1, 0],
      returning: [0, 1, 0, 0],
      resurrecting: [1, 0, 0, 0],
      dormant: [0, -1, -1, -1],
    });
    const weeks = { interval: "week", dateRange: { date_from: "2026-11-08" } };
    assertEquals(await lifecycle(weeks), {
      new: [1, 2],
      returning: [0, 1],
      resurrecting: [0, 0],
      dormant: [0, 0],
    });
  });
  await t.step("stickiness", async () => {
    const { results } = await ask(posthog, {
      kind: "StickinessQuery",
      series: [events("back")],
      dateRange: { date_from: "2026-11-18" },
    });
    assertEquals(results[0].data, [2, 1, 0]);
    const twice = await ask(posthog, {
      kind: "StickinessQuery",
      series: [events("back")],
      dateRange: { date_from: "2026-11-18" },
      stickinessFilter: { stickinessCriteria: { operator: "gte", value: 2 } },
    });
    assertEquals(twice.results[0].data, [1, 0, 0]);
    const cumulative = await ask(posthog, {
      kind: "StickinessQuery",
      series: [events("back")],
      dateRange: { date_from: "2026-11-18" },
      stickinessFilter: { computedAs: "cumulative" },
    });
    assertEquals(cumulative.results[0].data, [3, 1, 0]);
  });
  await t.step("paths", async () => {
    const { results } = await ask(posthog, {
      kind: "PathsQuery",
      dateRange: { date_from: "2026-11-17", date_to: "2026-11-17" },
    });
    assertEquals(results, []);
  });
});

Deno.test("RetentionQuery by value, by cohort, by group and by how often", async (t) => {
  const of = (who: string, event: string, at: string, plan: string) =>
    did(who, event, at, { plan, $groups: { company: `of ${plan}` } });
  await using posthog = await openProject([
    of("ada", "start", "19T10:00", "pro"),
    of("ada", "back", "20T10:00", "pro"),
    of("ada", "back", "20T10:01", "pro"),
    of("ben", "start", "19T10:00", "pro"),
    of("ben", "back", "20T10:00", "free"),
    of("cid", "start", "19T10:00", "free"),
    of("cid", "back", "20T10:00", "free"),
    did("dot", "start", "19T10:00"),
  ]);
  const node = (retentionFilter = {}, more = {}) => ({
    kind: "RetentionQuery",
    retentionFilter: {
      totalIntervals: 2,
      targetEntity: { id: "start", type: "events" },
      returningEntity: { id: "back", type: "events" },
      ...retentionFilter,
    },
    ...more,
  });
  const rows = async (retentionFilter = {}, more = {}) => {
    const { results } = await ask(posthog, node(retentionFilter, more));
    return results.map((
      row: {
        breakdown_value?: unknown;
        date: string;
        values: { count: number }[];
      },
    ) => [row.breakdown_value, row.values.map(({ count }) => count)]);
  };

  await t.step("by the value that both events have", async () => {
    assertEquals(await rows({}, { breakdownFilter: { breakdown: "plan" } }), [
      ["pro", [2, 1]],
      ["pro", [0]],
      ["", [1, 0]],
      ["", [0]],
      ["free", [1, 1]],
      ["free", [0]],
    ]);
    const limited = { breakdown: "plan", breakdown_limit: 1 };
    assertEquals(await rows({}, { breakdownFilter: limited }), [
      ["pro", [2, 1]],
      ["pro", [0]],
      ["$$_posthog_breakdown_other_$$", [2, 1]],
      ["$$_posthog_breakdown_other_$$", [0]],
    ]);
    const { results } = await ask(posthog, {
      kind: "ActorsQuery",
      select: ["person", "appearances"],
      source: {
        kind: "InsightActorsQuery",
        source: node({}, { breakdownFilter: { breakdown: "plan" } }),
        interval: 0,
        breakdown: "pro",
      },
    });
    const people = results.map((
      [person, appearances]: [{ distinct_ids: string[] }, number[]],
    ) => [person.distinct_ids[0], appearances]).sort();
    assertEquals(people, [["ada", [1, 1]], ["ben", [1, 0]]]);
  });

  await t.step("by cohort", async () => {
    const leaf = {
      type: "behavioral",
      key: "back",
      event_type: "events",
      value: "performed_event",
      time_value: 7,
      time_interval: "day",
    };
    const inner = { type: "AND", values: [leaf] };
    const { body } = await call(posthog, "POST", "cohorts/", {
      name: "Back",
      filters: { properties: { type: "AND", values: [inner] } },
    });
    const breakdownFilter = {
      breakdown: [body.id, "all"],
      breakdown_type: "cohort",
    };
    assertEquals(await rows({}, { breakdownFilter }), [
      ["all", [4, 3]],
      ["all", [0]],
      [body.id, [3, 3]],
      [body.id, [0]],
    ]);
  });

  await t.step("groups instead of people, and at least twice", async () => {
    assertEquals(await rows({}, { aggregation_group_type_index: 0 }), [
      [undefined, [2, 2]],
      [undefined, [0]],
    ]);
    assertEquals(await rows({ minimumOccurrences: 2 }), [
      [undefined, [4, 1]],
      [undefined, [0]],
    ]);
  });
});

Deno.test("PathsQuery cuts at pauses, drops repeats and counts pairs", async () => {
  const view = (who: string, at: string, page: string) =>
    did(who, "$pageview", at, { $pathname: page });
  await using posthog = await openProject([
    view("ada", "19T10:00", "/"),
    view("ada", "19T10:01", "/pricing/"),
    view("ada", "19T10:02", "/pricing"),
    did("ada", "buy", "19T10:03"),
    view("ada", "19T12:00", "/"),
    view("ada", "19T12:02", "/pricing"),
    view("ben", "19T10:00", "/docs"),
  ]);
  const { results } = await ask(posthog, {
    kind: "PathsQuery",
    dateRange: { date_from: "-2d" },
  });
  assertEquals(results, [
    {
      source: "1_/",
      target: "2_/pricing",
      value: 2,
      average_conversion_time: 90_000,
    },
    {
      source: "2_/pricing",
      target: "3_buy",
      value: 1,
      average_conversion_time: 120_000,
    },
  ]);
  const frequent = await ask(posthog, {
    kind: "PathsQuery",
    dateRange: { date_from: "-2d" },
    pathsFilter: { minEdgeWeight: 2 },
  });
  assertEquals(frequent.results.length, 1);
  const from = await ask(posthog, {
    kind: "PathsQuery",
    dateRange: { date_from: "-2d" },
    pathsFilter: { startPoint: "/pricing" },
  });
  assertEquals(from.results, [
    {
      source: "1_/pricing",
      target: "2_buy",
      value: 1,
      average_conversion_time: 120_000,
    },
  ]);
});
