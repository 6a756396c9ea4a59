import { assertEquals } from "@std/assert";
import { ask, did, events, openProject } from "./project.ts";

interface Line {
  readonly label: string;
  readonly data: number[];
  readonly days: string[];
  readonly count: number;
  readonly breakdown_value?: string;
  readonly compare_label?: string;
  readonly aggregated_value?: number;
}

Deno.test("TrendsQuery counts by day, person, property and value", async (t) => {
  await using posthog = await openProject([
    did("ada", "buy", "18T10:00", { amount: 10, plan: "pro" }),
    did("ada", "buy", "18T12:00", { amount: 30, plan: "pro" }),
    did("ben", "buy", "18T23:30", { amount: 5, plan: "free" }),
    did("ada", "buy", "20T09:00", { amount: 2, plan: "pro" }),
    did("cid", "buy", "20T10:00", { amount: 8 }),
    did("dot", "buy", "11T10:00", { amount: 100, plan: "team" }),
    did("ada", "view", "20T09:00"),
    did("eve", "view", "20T09:30"),
  ]);
  const trend = async (more: Record<string, unknown>): Promise<Line[]> => {
    const { results } = await ask(posthog, {
      kind: "TrendsQuery",
      dateRange: { date_from: "-2d" },
      ...more,
    });
    return results;
  };
  const data = async (math: string, more = {}) => {
    const [line] = await trend({ series: [events("buy", { math, ...more })] });
    return line?.data;
  };

  await t.step("total", async () => {
    const [line] = await trend({ series: [events("buy")] });
    assertEquals(line?.days, ["2026-11-18", "2026-11-19", "2026-11-20"]);
    assertEquals([line?.data, line?.count], [[3, 0, 2], 5]);
  });
  await t.step("people", async () => {
    assertEquals(await data("dau"), [2, 0, 2]);
    // dot was active nine days before the 20th, eight before the 19th.
    assertEquals(await data("weekly_active"), [2, 2, 3]);
    assertEquals(await data("monthly_active"), [3, 3, 4]);
    assertEquals(await data("first_time_for_user"), [2, 0, 1]);
  });
  await t.step("numbers of a property", async () => {
    const math_property = "amount";
    assertEquals(await data("sum", { math_property }), [45, 0, 10]);
    assertEquals(await data("avg", { math_property }), [15, 0, 5]);
    assertEquals(await data("max", { math_property }), [30, 0, 8]);
    assertEquals(await data("median", { math_property }), [10, 0, 5]);
    assertEquals(await data("avg_count_per_actor"), [1.5, 0, 1]);
    assertEquals(
      await data("hogql", {
        math_hogql: "sum(toFloat(properties.amount)) / 5",
      }),
      [9, 0, 2],
    );
  });
  await t.step("filters", async () => {
    const properties = [{
      key: "amount",
      type: "event",
      operator: "gt",
      value: 8,
    }];
    assertEquals(await data("total", { properties }), [2, 0, 0]);
    const not = [{
      key: "plan",
      type: "event",
      operator: "is_not",
      value: ["pro"],
    }];
    assertEquals(await data("total", { properties: not }), [1, 0, 1]);
  });
  await t.step("breakdown, largest first, the rest together", async () => {
    const lines = await trend({
      series: [events("buy")],
      breakdownFilter: { breakdown: "plan", breakdown_type: "event" },
    });
    assertEquals(lines.map((line) => [line.breakdown_value, line.data]), [
      ["pro", [2, 0, 1]],
      ["$$_posthog_breakdown_null_$$", [0, 0, 1]],
      ["free", [1, 0, 0]],
    ]);
    const limited = await trend({
      series: [events("buy")],
      breakdownFilter: { breakdown: "plan", breakdown_limit: 1 },
    });
    assertEquals(limited.map((line) => [line.breakdown_value, line.data]), [
      ["pro", [2, 0, 1]],
      ["$$_posthog_breakdown_other_$$", [1, 0, 1]],
    ]);
  });
  await t.step("formula, comparison, one number, hours", async () => {
    const series = [events("buy"), events("view")];
    const [ratio] = await trend({
      series,
      trendsFilter: { formula: "B / A * 100" },
    });
    assertEquals(ratio?.data, [0, 0, 100]);
    const compared = await trend({
      series: [events("buy")],
      compareFilter: { compare: true, compare_to: "-1w" },
    });
    assertEquals(compared.map((line) => [line.compare_label, line.data]), [
      ["current", [3, 0, 2]],
      ["previous", [1, 0, 0]],
    ]);
    const [smooth] = await trend({
      series: [events("buy")],
      trendsFilter: { smoothingIntervals: 2 },
    });
    assertEquals(smooth?.data, [3, 1, 1]);
    const [number] = await trend({
      series: [events("buy", { math: "dau" })],
      trendsFilter: { display: "BoldNumber" },
    });
    assertEquals(number?.aggregated_value, 3);
    const [hours] = await trend({
      series: [events("buy")],
      interval: "hour",
      dateRange: {
        date_from: "2026-11-18T10:00:00",
        date_to: "2026-11-18T13:00:00",
      },
    });
    assertEquals(hours?.data, [1, 0, 1, 0]);
  });
});

Deno.test("TrendsQuery counts days in the project's time zone", async () => {
  await using posthog = await openProject([
    did("ada", "buy", "18T23:30"),
    did("ada", "buy", "19T01:00"),
  ], "Europe/Prague");
  const { results } = await ask(posthog, {
    kind: "TrendsQuery",
    series: [events("buy")],
    dateRange: { date_from: "2026-11-18", date_to: "2026-11-19" },
  });
  assertEquals(results[0].data, [0, 2]);
});
