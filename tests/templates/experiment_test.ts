/**
 * The statistics of experiment_analysis against integrals of the densities
 * they are about, added up numerically: another way to the same numbers.
 */

import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import type { CaptureEvent } from "../../driver/mod.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { clientOf, runScript } from "./run_script.ts";

/** Area under a curve, by Simpson's rule. */
function area(
  curve: (x: number) => number,
  from: number,
  to: number,
  pieces = 20_000,
): number {
  const width = (to - from) / pieces;
  let total = curve(from) + curve(to);
  for (let i = 1; i < pieces; i++) {
    total += curve(from + i * width) * (i % 2 === 1 ? 4 : 2);
  }
  return total * width / 3;
}

const bell = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** Density of what is known of a rate after so many of so many, scaled by its own area. */
function posterior(converted: number, people: number): (x: number) => number {
  const top = converted / people;
  const raw = (x: number) =>
    x <= 0 || x >= 1 ? 0 : Math.exp(
      converted * Math.log(x / top) +
        (people - converted) * Math.log((1 - x) / (1 - top)),
    );
  const whole = area(raw, 0, 1);
  return (x) => raw(x) / whole;
}

/** Chance that the first rate is above the second. */
function chanceAbove(first: [number, number], second: [number, number]) {
  const [mine, theirs] = [posterior(...first), posterior(...second)];
  const width = 1 / 20_000;
  let [below, chance] = [0, 0];
  for (let x = width / 2; x < 1; x += width) {
    below += theirs(x) * width;
    chance += mine(x) * (below - theirs(x) * width / 2) * width;
  }
  return chance;
}

/** Chance of a chi-square above `chi`; Γ(df / 2) by its recurrence. */
function chiSquareAbove(chi: number, df: number): number {
  let gamma = df % 2 === 1 ? Math.sqrt(Math.PI) : 1;
  for (let k = df % 2 === 1 ? 1 : 2; k < df; k += 2) gamma *= k / 2;
  const density = (x: number) =>
    x ** (df / 2 - 1) * Math.exp(-x / 2) / (2 ** (df / 2) * gamma);
  return area(density, chi, chi + 200);
}

function assertNear(actual: unknown, expected: number, within = 0.0001) {
  assert(
    typeof actual === "number" && Math.abs(actual - expected) <= within,
    `${actual}, expected ${expected}`,
  );
}

type Variants = Readonly<Record<string, readonly [number, number]>>;

/** Everybody sees the variant on the first day and, if at all, buys the day after. */
function eventsOf(flag: string, variants: Variants): CaptureEvent[] {
  return Object.entries(variants).flatMap(([variant, [converted, people]]) =>
    Array.from({ length: people }, (_, i) => `${flag}-${variant}-${i}`)
      .flatMap((distinctId, i): CaptureEvent[] => [
        {
          event: "$feature_flag_called",
          distinctId,
          timestamp: "2026-10-01T12:00:00Z",
          properties: {
            $feature_flag: flag,
            $feature_flag_response: variant,
          },
        },
        ...(i < converted
          ? [{
            event: "purchase",
            distinctId,
            timestamp: "2026-10-02T12:00:00Z",
          }]
          : []),
      ])
  );
}

const TWO: Variants = { control: [60, 500], test: [85, 480] };
const FOUR: Variants = {
  control: [14, 150],
  a: [28, 160],
  b: [15, 155],
  c: [12, 110],
};

Deno.test("experiment_analysis gives what the densities add up to", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  await client.captureBatch([
    ...eventsOf("two", TWO),
    ...eventsOf("four", FOUR),
  ]);
  const analyse = (given: Record<string, unknown>) =>
    runScript(templates.get("experiment_analysis"), client, {
      conversion_event: "purchase",
      start_date: "2026-10-01",
      end_date: "2026-10-10",
      ...given,
    });

  for (const [flag_key, variants] of Object.entries({ two: TWO, four: FOUR })) {
    await t.step(flag_key, async () => {
      const { result } = await analyse({ flag_key });
      const control = variants["control"] ?? [0, 0];
      for (const row of result.rows) {
        const own = variants[String(row["variant"])] ?? [0, 0];
        assertEquals(row["converted"], own[0]);
        assertEquals(row["people"], own[1]);
        if (row["variant"] === "control") {
          assertEquals(row["p_value"], null);
          continue;
        }
        const [mine, theirs] = [own[0] / own[1], control[0] / control[1]];
        const pooled = (own[0] + control[0]) / (own[1] + control[1]);
        const error = Math.sqrt(
          pooled * (1 - pooled) * (1 / own[1] + 1 / control[1]),
        );
        const z = Math.abs(mine - theirs) / error;
        assertNear(row["p_value"], 2 * area(bell, z, z + 20));
        assertNear(row["lift"], mine / theirs - 1);
        // The normal approximation of the two posteriors is good to half a percent.
        assertNear(
          row["chance_to_win"],
          chanceAbove([...own], [...control]),
          0.005,
        );
        const [low, high] = [
          Number(row["difference_low"]),
          Number(row["difference_high"]),
        ];
        assertNear((low + high) / 2, mine - theirs);
        const spread = Math.sqrt(
          mine * (1 - mine) / own[1] + theirs * (1 - theirs) / control[1],
        );
        const half = (high - low) / 2 / spread;
        assertNear(area(bell, -half, half), 0.95, 0.001);
      }
      const sizes = Object.values(variants).map(([, people]) => people);
      const all = sizes.reduce((total, size) => total + size, 0);
      const equal = all / sizes.length;
      const chi = sizes.reduce(
        (total, size) => total + (size - equal) ** 2 / equal,
        0,
      );
      assertNear(
        result["split_p_value"],
        chiSquareAbove(chi, sizes.length - 1),
      );
    });
  }

  await t.step(
    "a split other than expected, and one that cannot be",
    async () => {
      const { result } = await analyse({
        flag_key: "two",
        expected_split: [70, 30],
      });
      assertEquals(result["split_p_value"], 0);
      assert(JSON.stringify(result["caveats"]).includes("The split is not"));
      await assertRejects(
        () => analyse({ flag_key: "two", expected_split: [1, 1, 1] }),
        Error,
        "expected_split has 3 parts, but people saw 2 variants",
      );
    },
  );
});
