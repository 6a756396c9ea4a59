import { assertEquals } from "@std/assert";
import { ask, call, did, events, openProject } from "./project.ts";

const STEPS = [events("one"), events("two"), events("three")];

/** Counts, and average and median seconds, of each step. */
function figures(
  results: {
    count: number;
    average_conversion_time: number | null;
    median_conversion_time: number | null;
  }[],
) {
  return results.map((step) => [
    step.count,
    step.average_conversion_time,
    step.median_conversion_time,
  ]);
}

Deno.test("FunnelsQuery tells order, window, exclusions and breakdown apart", async (t) => {
  await using posthog = await openProject([
    // In order, 60 s and then 120 s apart.
    did("in order", "one", "19T10:00", { plan: "pro" }),
    did("in order", "two", "19T10:01"),
    did("in order", "three", "19T10:03"),
    // In order, with something else between the first two: 180 s.
    did("interrupted", "one", "19T10:00", { plan: "free" }),
    did("interrupted", "other", "19T10:01"),
    did("interrupted", "two", "19T10:03"),
    // Backwards.
    did("backwards", "three", "19T10:00"),
    did("backwards", "two", "19T10:01"),
    did("backwards", "one", "19T10:02"),
    // The last step comes two days after the first.
    did("slow", "one", "16T10:00", { plan: "pro" }),
    did("slow", "two", "16T11:00"),
    did("slow", "three", "18T11:00"),
    // Too late once, in time after beginning again: 300 s and 300 s.
    did("again", "one", "14T10:00"),
    did("again", "one", "18T10:00"),
    did("again", "two", "18T10:05"),
    did("again", "three", "18T10:10"),
    // Never begins.
    did("stranger", "two", "19T10:00"),
  ]);
  const funnel = (funnelsFilter: Record<string, unknown>, more = {}) =>
    ask(posthog, {
      kind: "FunnelsQuery",
      series: STEPS,
      dateRange: { date_from: "2026-11-01" },
      funnelsFilter,
      ...more,
    });

  await t.step("ordered, within 14 days", async () => {
    const { results } = await funnel({});
    // one: all but the stranger; two: 60, 180, 3600, 300 s.
    assertEquals(figures(results), [
      [5, null, null],
      [4, 1035, 240],
      // three: 120, 172800, 300 s.
      [3, 57740, 300],
    ]);
  });

  await t.step("ordered, within one day", async () => {
    const { results } = await funnel({ funnelWindowInterval: 1 });
    assertEquals(figures(results), [
      [5, null, null],
      [4, 1035, 240],
      [2, 210, 210],
    ]);
  });

  await t.step("strict: nothing may lie between two steps", async () => {
    const { results } = await funnel({ funnelOrderType: "strict" });
    assertEquals(results.map((step: { count: number }) => step.count), [
      5,
      3,
      3,
    ]);
  });

  await t.step("unordered: any order counts", async () => {
    const { results } = await funnel({
      funnelOrderType: "unordered",
      funnelWindowInterval: 1,
    });
    // The stranger did one of the steps; "slow" never three within a day.
    assertEquals(results.map((step: { count: number }) => step.count), [
      6,
      5,
      3,
    ]);
  });

  await t.step(
    "an exclusion throws out who did it between the steps",
    async () => {
      const { results } = await funnel({
        exclusions: [{
          ...events("other"),
          funnelFromStep: 0,
          funnelToStep: 1,
        }],
      });
      assertEquals(results.map((step: { count: number }) => step.count), [
        4,
        3,
        3,
      ]);
    },
  );

  await t.step("a breakdown takes the first value of each person", async () => {
    const { results } = await funnel({}, {
      breakdownFilter: { breakdown: "plan", breakdown_type: "event" },
    });
    const counts = results.map((
      steps: { breakdown_value: string[]; count: number }[],
    ) => [steps[0]?.breakdown_value[0], steps.map(({ count }) => count)]);
    assertEquals(counts, [
      ["$$_posthog_breakdown_null_$$", [2, 1, 1]],
      ["pro", [2, 2, 2]],
      ["free", [1, 1, 0]],
    ]);
  });

  await t.step("time to convert, in bins", async () => {
    const time = async (more: Record<string, unknown> = {}) => {
      const { results } = await funnel({
        funnelVizType: "time_to_convert",
        ...more,
      });
      return results;
    };
    // 180 s, 600 s and 49 hours; as many bins as the cube root, rounded up.
    assertEquals(await time(), {
      bins: [[180, 2], [88290, 0], [176400, 1]],
      average_conversion_time: 59060,
    });
    assertEquals(await time({ funnelToStep: 1, binCount: 3 }), {
      bins: [[60, 3], [1240, 0], [2420, 0], [3600, 1]],
      average_conversion_time: 1035,
    });
    assertEquals(await time({ funnelFromStep: 1, funnelWindowInterval: 1 }), {
      bins: [[120, 1], [210, 0], [300, 1]],
      average_conversion_time: 210,
    });
  });

  await t.step("over time, by when people entered", async () => {
    const rates = async (more: Record<string, unknown>, rest = {}) => {
      const { results } = await funnel(
        { funnelVizType: "trends", ...more },
        { dateRange: { date_from: "2026-11-14" }, ...rest },
      );
      return results.map((line: { data: number[] }) => line.data);
    };
    // From the 14th to the 20th. Who begins again counts on both days.
    assertEquals(await rates({}), [[100, 0, 100, 0, 100, 33.33, 0]]);
    assertEquals(await rates({ funnelWindowInterval: 1 }), [
      [0, 0, 0, 0, 100, 33.33, 0],
    ]);
    assertEquals(await rates({ funnelToStep: 1 }), [
      [100, 0, 100, 0, 100, 66.67, 0],
    ]);
    assertEquals(await rates({ funnelOrderType: "strict" }), [
      [0, 0, 100, 0, 100, 33.33, 0],
    ]);
    const breakdownFilter = { breakdown: "plan", breakdown_type: "event" };
    assertEquals(await rates({}, { breakdownFilter }), [
      [100, 0, 0, 0, 100, 0, 0],
      [0, 0, 100, 0, 0, 100, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ]);
    assertEquals(await rates({}, { interval: "week" }), [[100, 60]]);
  });

  await t.step("what has no meaning is refused by name", async () => {
    const refusal = async (funnelsFilter: unknown, more = {}) => {
      const { status, body } = await call(posthog, "POST", "query/", {
        query: {
          kind: "FunnelsQuery",
          series: STEPS,
          funnelsFilter,
          ...more,
        },
      });
      return [status, body.attr];
    };
    assertEquals(
      await refusal({ funnelVizType: "trends", funnelToStep: 3 }),
      [400, "funnelsFilter__funnelToStep"],
    );
    assertEquals(
      await refusal({ funnelVizType: "trends", funnelOrderType: "unordered" }),
      [400, "funnelsFilter__funnelOrderType"],
    );
    assertEquals(
      await refusal({
        funnelOrderType: "unordered",
        exclusions: [{ ...events("a"), funnelFromStep: 0, funnelToStep: 1 }],
      }),
      [400, "funnelsFilter__exclusions"],
    );
    assertEquals(
      await refusal({ funnelVizType: "time_to_convert" }, {
        breakdownFilter: { breakdown: "plan" },
      }),
      [400, "breakdownFilter"],
    );
    assertEquals(
      await refusal({ funnelVizType: "sankey" }),
      [400, "query__funnelsFilter__funnelVizType"],
    );
  });

  await t.step(
    "FunnelsActorsQuery lists who converted and who did not",
    async () => {
      const people = async (funnelStep: number) => {
        const { results } = await ask(posthog, {
          kind: "ActorsQuery",
          select: ["person"],
          source: {
            kind: "FunnelsActorsQuery",
            funnelStep,
            source: {
              kind: "FunnelsQuery",
              series: STEPS,
              dateRange: { date_from: "2026-11-01" },
            },
          },
        });
        return results.map((row: { distinct_ids: string[] }[]) =>
          row[0]?.distinct_ids[0]
        )
          .sort();
      };
      assertEquals(await people(3), ["again", "in order", "slow"]);
      assertEquals(await people(-2), ["backwards"]);
    },
  );
});

Deno.test("FunnelsQuery counts one event for one step only", async () => {
  await using posthog = await openProject([
    did("once", "view", "19T10:00"),
    did("twice", "view", "19T10:00"),
    did("twice", "view", "19T10:05"),
  ]);
  for (const funnelOrderType of ["ordered", "strict", "unordered"]) {
    const { results } = await ask(posthog, {
      kind: "FunnelsQuery",
      series: [events("view"), events("view")],
      dateRange: { date_from: "-7d" },
      funnelsFilter: { funnelOrderType },
    });
    assertEquals(
      results.map((step: { count: number }) => step.count),
      [2, 1],
      funnelOrderType,
    );
  }
});
