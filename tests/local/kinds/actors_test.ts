import { assertEquals } from "@std/assert";
import { ask, call, did, events, openProject } from "./project.ts";

Deno.test("ActorsQuery lists who is behind a number of an insight", async (t) => {
  await using posthog = await openProject([
    did("ada", "start", "10T10:00", { plan: "pro" }),
    did("ada", "start", "17T10:00", { plan: "pro" }),
    did("ada", "back", "18T10:00"),
    did("ada", "back", "20T10:00"),
    did("ben", "start", "17T10:00", { plan: "free" }),
    did("ben", "start", "18T10:00", { plan: "pro" }),
    did("ben", "back", "19T10:00"),
    did("cid", "start", "19T10:00"),
    did("dot", "back", "18T10:00"),
    did("dot", "back", "18T10:10"),
    did("eve", "open", "16T10:00"),
    did("eve", "close", "16T10:01"),
    did("fay", "open", "16T10:00"),
    did("fay", "save", "16T10:01"),
  ]);
  const actors = async (source: unknown, select = ["person"]) => {
    const query = { kind: "ActorsQuery", select, source };
    const { results } = await ask(posthog, query);
    return results
      .map(([person, ...more]: { distinct_ids: string[] }[]) => [
        person?.distinct_ids[0],
        ...more,
      ]).sort();
  };
  const names = async (source: unknown) => (await actors(source)).flat();
  const of = (source: unknown, more: Record<string, unknown>) =>
    names({ kind: "InsightActorsQuery", source, ...more });

  await t.step("a trend's day, value, time of comparison", async () => {
    const trend = (math: string, more = {}) => ({
      kind: "TrendsQuery",
      series: [events("back"), events("start", { math })],
      dateRange: { date_from: "-3d" },
      ...more,
    });
    const series = 1;
    const day = "2026-11-17";
    assertEquals(await of(trend("total"), { series, day }), ["ada", "ben"]);
    const later = "2026-11-18T00:00:00Z";
    assertEquals(await of(trend("total"), { series, day: later }), ["ben"]);
    assertEquals(await of(trend("total"), { series: 0 }), [
      "ada",
      "ben",
      "dot",
    ]);
    assertEquals(
      await of(trend("first_time_for_user"), { series, day }),
      ["ben"],
    );
    assertEquals(
      await of(trend("weekly_active"), { series, day: "2026-11-19" }),
      ["ada", "ben", "cid"],
    );
    const plan = { breakdownFilter: { breakdown: "plan" } };
    assertEquals(
      await of(trend("total", plan), { series, day, breakdown: "free" }),
      ["ben"],
    );
    assertEquals(
      await of(trend("first_time_for_user", plan), {
        series,
        breakdown: "pro",
      }),
      [],
    );
    const compared = { compareFilter: { compare: true, compare_to: "-1w" } };
    assertEquals(
      await of(trend("total", compared), { series, compare: "previous" }),
      ["ada"],
    );
  });

  await t.step("a retention's row, with the periods of each", async () => {
    const retention = {
      kind: "RetentionQuery",
      retentionFilter: {
        period: "Day",
        totalIntervals: 4,
        targetEntity: { id: "start", type: "events" },
        returningEntity: { id: "back", type: "events" },
      },
    };
    const row = (interval: number) =>
      actors({ kind: "InsightActorsQuery", source: retention, interval }, [
        "person",
        "appearances",
      ]);
    assertEquals(await row(0), [["ada", [1, 1, 0, 1]], ["ben", [1, 0, 1, 0]]]);
    assertEquals(await row(1), [["ben", [1, 1, 0]]]);
    assertEquals(await row(3), []);
  });

  await t.step("a lifecycle's day and status", async () => {
    const source = {
      kind: "LifecycleQuery",
      series: [events("start")],
      dateRange: { date_from: "2026-11-17" },
    };
    const day = "2026-11-17";
    assertEquals(await of(source, { day, status: "new" }), ["ben"]);
    assertEquals(await of(source, { day, status: "resurrecting" }), ["ada"]);
    assertEquals(
      await of(source, { day: "2026-11-18", status: "dormant" }),
      ["ada"],
    );
  });

  await t.step("so many days of stickiness", async () => {
    const source = {
      kind: "StickinessQuery",
      series: [events("back")],
      dateRange: { date_from: "2026-11-18" },
    };
    assertEquals(await of(source, { day: 1 }), ["ben", "dot"]);
    assertEquals(await of(source, { day: 2 }), ["ada"]);
    const kind = "StickinessActorsQuery";
    assertEquals(
      await names({ kind, source, day: 1, operator: "gte" }),
      ["ada", "ben", "dot"],
    );
  });

  await t.step("a step in paths", async () => {
    const paths = (pathsFilter: Record<string, unknown>) => ({
      kind: "PathsQuery",
      pathsFilter,
    });
    const start = { pathStartKey: "1_open" };
    assertEquals(await of(paths(start), {}), ["eve", "fay"]);
    assertEquals(await of(paths({ ...start, pathEndKey: "2_save" }), {}), [
      "fay",
    ]);
    assertEquals(await of(paths({ pathStartKey: "2_open" }), {}), []);
  });

  await t.step("a funnel's step, value and period", async () => {
    const source = {
      kind: "FunnelsQuery",
      series: [events("start"), events("back")],
      dateRange: { date_from: "2026-11-10" },
      funnelsFilter: { funnelWindowInterval: 1 },
      breakdownFilter: { breakdown: "plan" },
    };
    const step = (more: Record<string, unknown>) =>
      names({ kind: "FunnelsActorsQuery", source, ...more });
    assertEquals(await step({ funnelStep: 2 }), ["ada", "ben"]);
    assertEquals(await step({ funnelStep: -2 }), ["cid"]);
    assertEquals(await step({ funnelCustomSteps: [1] }), ["cid"]);
    assertEquals(
      await step({ funnelStep: 2, funnelStepBreakdown: ["free"] }),
      ["ben"],
    );
    const on = (day: string, funnelTrendsDropOff: boolean) =>
      step({
        funnelTrendsEntrancePeriodStart: `2026-11-${day} 00:00:00`,
        funnelTrendsDropOff,
      });
    assertEquals(await on("10", true), ["ada"]);
    assertEquals(await on("17", false), ["ada"]);
    assertEquals(await on("17", true), ["ben"]);
    assertEquals(await on("18", false), ["ben"]);
  });

  await t.step("what has no people is refused by name", async () => {
    const refusal = async (source: unknown, select = ["person"]) => {
      const query = { kind: "ActorsQuery", select, source };
      const { status, body } = await call(posthog, "POST", "query/", {
        query,
      });
      return [status, body.attr];
    };
    const trend = { kind: "TrendsQuery", series: [events("start")] };
    const kind = "InsightActorsQuery";
    assertEquals(
      await refusal({ kind, source: trend, day: "yesterday" }),
      [400, "dateRange"],
    );
    assertEquals(
      await refusal({ kind, source: trend, series: 3 }),
      [400, "series"],
    );
    assertEquals(
      await refusal({ kind, source: trend }, ["person", "appearances"]),
      [400, "select"],
    );
    assertEquals(
      await refusal({ kind: "FunnelsActorsQuery", source: trend }),
      [400, "source__funnelStep"],
    );
    assertEquals(
      await refusal({ kind: "EventsQuery" }),
      [400, "source__kind"],
    );
  });
});
