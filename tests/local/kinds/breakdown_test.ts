import { assertEquals } from "@std/assert";
import { ask, call, did, events, openProject } from "./project.ts";

Deno.test("a breakdown by cohort counts each cohort of a person", async (t) => {
  await using posthog = await openProject([
    did("ada", "view", "18T10:00", { $set: { plan: "pro", city: "Oslo" } }),
    did("ada", "buy", "18T11:00"),
    did("ada", "view", "19T10:00"),
    did("ben", "view", "18T10:00", { $set: { plan: "pro", city: "Rome" } }),
    did("cid", "view", "19T10:00", { $set: { plan: "free", city: "Oslo" } }),
    did("cid", "buy", "19T11:00"),
    did("dot", "view", "19T10:00"),
  ]);
  const cohort = async (key: string, value: string) => {
    const leaf = { type: "person", key, operator: "exact", value: [value] };
    const inner = { type: "AND", values: [leaf] };
    const { body } = await call(posthog, "POST", "cohorts/", {
      name: `In ${value}`,
      filters: { properties: { type: "AND", values: [inner] } },
    });
    return Number(body.id);
  };
  const pro = await cohort("plan", "pro");
  const oslo = await cohort("city", "Oslo");
  const node = (kind: string, breakdown: unknown, more = {}) => ({
    kind,
    series: [events("view"), events("buy")],
    dateRange: { date_from: "2026-11-18", date_to: "2026-11-19" },
    breakdownFilter: { breakdown, breakdown_type: "cohort" },
    ...more,
  });
  const lines = async (math: string) => {
    const series = [events("view", { math })];
    const query = node("TrendsQuery", [pro, oslo, "all"], { series });
    const { results } = await ask(posthog, query);
    return results.map((
      line: { label: string; breakdown_value: unknown; data: number[] },
    ) => [line.label, line.breakdown_value, line.data]);
  };

  await t.step("trends", async () => {
    assertEquals(await lines("total"), [
      ["all users", "all", [2, 3]],
      ["In pro", pro, [2, 1]],
      ["In Oslo", oslo, [1, 2]],
    ]);
    assertEquals(await lines("dau"), [
      ["all users", "all", [2, 3]],
      ["In pro", pro, [2, 1]],
      ["In Oslo", oslo, [1, 2]],
    ]);
    assertEquals(await lines("first_time_for_user"), [
      ["all users", "all", [2, 2]],
      ["In pro", pro, [2, 0]],
      ["In Oslo", oslo, [1, 1]],
    ]);
  });
  await t.step("funnels", async () => {
    const { results } = await ask(
      posthog,
      node("FunnelsQuery", [pro, oslo, "all"]),
    );
    const counts = results.map((
      steps: {
        breakdown: unknown[];
        breakdown_value: unknown[];
        count: number;
      }[],
    ) => [
      steps[0]?.breakdown,
      steps[0]?.breakdown_value,
      steps.map(({ count }) => count),
    ]);
    assertEquals(counts, [
      [["all users"], ["all"], [4, 2]],
      [["In pro"], [pro], [2, 1]],
      [["In Oslo"], [oslo], [2, 2]],
    ]);
    const over = await ask(
      posthog,
      node("FunnelsQuery", oslo, {
        funnelsFilter: { funnelVizType: "trends" },
      }),
    );
    assertEquals(over.results[0].breakdown_value, [oslo]);
    assertEquals(over.results[0].data, [100, 50]);
  });
  await t.step("a cohort that does not exist", async () => {
    const { status, body } = await call(posthog, "POST", "query/", {
      query: node("TrendsQuery", [99]),
    });
    assertEquals(
      [status, body.attr, body.detail],
      [400, "breakdownFilter", "Cohort 99 does not exist"],
    );
  });
});
