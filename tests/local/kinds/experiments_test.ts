import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  ask,
  call,
  did,
  events,
  openProject,
  type TestEvent,
} from "./project.ts";

const PEOPLE = 100;

/** Whether a number below n falls into a share, evenly spread. */
function within(index: number, share: number): boolean {
  return index % 10 < share;
}

/** 100 people a variant; purchases and sign-ups as the comments below count. */
function makeEvents(): TestEvent[] {
  return ["control", "test"].flatMap((variant) =>
    Array.from({ length: PEOPLE }, (_, index) => {
      const who = `${variant}-${index}`;
      const seen = did(who, "$feature_flag_called", "10T10:00", {
        $feature_flag: "checkout",
        $feature_flag_response: variant,
      });
      const again = did(who, "$feature_flag_called", "12T10:00", {
        $feature_flag: "checkout",
        $feature_flag_response: variant,
      });
      const before = did(who, "purchase", "09T10:00", { amount: 1000 });
      // control: 20 people buy for 10; test: 40 people buy for 10 and for 5.
      const buys = variant === "control" ? within(index, 2) : within(index, 4);
      const late = did(who, "purchase", "15T10:00", { amount: 10 });
      const more = did(who, "purchase", "16T10:00", { amount: 5 });
      // control: 30 open the cart, 20 pay; test: 50 and 40. Ten pay first.
      const cart = did(who, "cart", "11T10:00");
      const opens = variant === "control" ? within(index, 3) : within(index, 5);
      return [
        seen,
        again,
        before,
        ...(opens ? [cart] : []),
        ...(buys ? variant === "control" ? [late] : [late, more] : []),
      ];
    }).flat()
  );
}

Deno.test("ExperimentQuery measures people after their exposure and compares variants", async (t) => {
  await using posthog = await openProject([
    ...makeEvents(),
    did("both", "$feature_flag_called", "10T10:00", {
      $feature_flag: "checkout",
      $feature_flag_response: "control",
    }),
    did("both", "$feature_flag_called", "11T10:00", {
      $feature_flag: "checkout",
      $feature_flag_response: "test",
    }),
    did("both", "purchase", "12T10:00", { amount: 500 }),
  ]);
  const { status, body: experiment } = await call(
    posthog,
    "POST",
    "experiments/",
    {
      name: "Checkout",
      feature_flag_key: "checkout",
      start_date: "2026-11-08T00:00:00Z",
    },
  );
  assertEquals(status, 201);
  const results = (metric: unknown) =>
    ask(posthog, {
      kind: "ExperimentQuery",
      experiment_id: experiment.id,
      metric: {
        kind: "ExperimentMetric",
        ...metric as Record<string, unknown>,
      },
    });

  await t.step(
    "mean: sums and squares, exposures before purchases",
    async () => {
      const { baseline, variant_results: [test] } = await results({
        metric_type: "mean",
        source: events("purchase", { math: "sum", math_property: "amount" }),
      });
      // 20 x 10; 40 x 15.
      assertEquals(
        [baseline.number_of_samples, baseline.sum, baseline.sum_squares],
        [100, 200, 2000],
      );
      assertEquals([test.number_of_samples, test.sum, test.sum_squares], [
        100,
        600,
        9000,
      ]);
      // d = (6 - 2) / 2 = 2; variances 1600/99 and 5400/99;
      // v = 5400/99/400 + (1600/99)(36)/(100 * 16) = 0.136364 + 0.363636 = 0.5.
      const reach = 1.959963985 * Math.sqrt(0.5);
      assertAlmostEquals(test.credible_interval[0], 2 - reach, 1e-6);
      assertAlmostEquals(test.credible_interval[1], 2 + reach, 1e-6);
      // The normal distribution at 2 / 0.7071 = 2.8284.
      assertAlmostEquals(test.chance_to_win, 0.9976611, 1e-6);
      assertEquals([test.method, test.significant], ["bayesian", true]);
    },
  );

  await t.step("funnel: exposed, then cart, then purchase", async () => {
    const { baseline, variant_results: [test] } = await results({
      metric_type: "funnel",
      series: [events("cart"), events("purchase")],
    });
    assertEquals([baseline.sum, baseline.step_counts], [20, [30, 20]]);
    assertEquals([test.sum, test.step_counts], [40, [50, 40]]);
    // d = 1; v = 0.24/(100 * 0.04) + 0.16 * 0.16/(100 * 0.0016) = 0.06 + 0.16.
    assertAlmostEquals(test.chance_to_win, 0.9834923, 1e-5);
  });

  await t.step("a conversion window leaves out what comes later", async () => {
    const { baseline } = await results({
      metric_type: "funnel",
      series: [events("purchase")],
      conversion_window: 2,
      conversion_window_unit: "day",
    });
    assertEquals(baseline.sum, 0);
  });

  await t.step("ratio: money per purchase", async () => {
    const { baseline, variant_results: [test] } = await results({
      metric_type: "ratio",
      numerator: events("purchase", { math: "sum", math_property: "amount" }),
      denominator: events("purchase"),
    });
    assertEquals([baseline.sum, baseline.denominator_sum], [200, 20]);
    assertEquals(
      [
        test.sum,
        test.denominator_sum,
        test.denominator_sum_squares,
        test.numerator_denominator_sum_product,
      ],
      [600, 80, 160, 1200],
    );
    // Everybody pays 10 in one, 15 for two in the other: no spread at all.
    assertAlmostEquals(test.credible_interval[0], -0.25, 1e-9);
  });

  await t.step("frequentist: Welch's test", async () => {
    await call(posthog, "PATCH", `experiments/${experiment.id}/`, {
      stats_config: { method: "frequentist" },
    });
    const { variant_results: [test] } = await results({
      metric_type: "mean",
      source: events("purchase", { math: "sum", math_property: "amount" }),
    });
    assertEquals(test.method, "frequentist");
    // t = 2.8284 with 0.25 / (0.136364^2 + 0.363636^2) * 99 = 164.1 degrees.
    assertAlmostEquals(test.p_value, 0.00526, 1e-4);
  });

  await t.step(
    "exposures count people once, and those of both apart",
    async () => {
      const { total_exposures, timeseries } = await ask(posthog, {
        kind: "ExperimentExposureQuery",
        experiment_id: experiment.id,
        experiment_name: "Checkout",
        feature_flag: experiment.feature_flag,
        start_date: experiment.start_date,
        exposure_criteria: {},
      });
      assertEquals(total_exposures, { control: 100, test: 100, $multiple: 1 });
      assertEquals(timeseries[0].exposure_counts.slice(0, 4), [0, 0, 100, 100]);
    },
  );

  await t.step("what cannot be answered says why", async () => {
    const { body } = await call(posthog, "POST", "experiments/", {
      name: "Draft",
      feature_flag_key: "draft",
    });
    const draft = await call(posthog, "POST", "query/", {
      query: {
        kind: "ExperimentQuery",
        experiment_id: body.id,
        metric: { metric_type: "mean", source: events("purchase") },
      },
    });
    assertEquals([draft.status, draft.body.attr], [400, "experiment_id"]);
    const few = await call(posthog, "POST", "feature_flags/", { key: "plain" });
    assertEquals(few.status, 201);
    const wrong = await call(posthog, "POST", "experiments/", {
      name: "Plain",
      feature_flag_key: "plain",
    });
    assertEquals([wrong.status, wrong.body.attr], [400, "feature_flag_key"]);
  });
});
