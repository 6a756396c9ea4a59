import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "../../../local/kinds/experiments/distributions.ts";
import {
  compareBayesian,
  compareFrequentist,
} from "../../../local/kinds/experiments/statistics.ts";

Deno.test("normalCdf() and normalQuantile() agree with printed tables", () => {
  const table = [
    [-3, 0.0013498980],
    [-1, 0.1586552539],
    [0, 0.5],
    [
      0.5,
      0.6914624613,
    ],
    [2.5758293035, 0.995],
    [5, 0.9999997133],
  ] as const;
  for (const [x, p] of table) assertAlmostEquals(normalCdf(x), p, 1e-9);
  assertAlmostEquals(normalQuantile(0.975), 1.959963985, 1e-8);
  assertAlmostEquals(normalQuantile(0.001), -3.090232306, 1e-8);
});

Deno.test("studentCdf() and studentQuantile() agree with printed tables", () => {
  const table = [[1, 12.7062], [2, 4.30265], [5, 2.57058], [30, 2.04227], [
    120,
    1.97993,
  ]] as const;
  for (const [freedom, t] of table) {
    assertAlmostEquals(studentQuantile(0.975, freedom), t, 1e-4);
    assertAlmostEquals(studentCdf(t, freedom), 0.975, 1e-5);
    assertAlmostEquals(studentCdf(-t, freedom), 0.025, 1e-5);
  }
  // With one degree, Student's t is Cauchy's distribution.
  assertAlmostEquals(studentCdf(1, 1), 0.75, 1e-12);
});

Deno.test("compareBayesian() and compareFrequentist() refuse too little data", () => {
  const few = { number_of_samples: 49, sum: 10, sum_squares: 10 };
  assertEquals(compareBayesian(few, few, "mean").chance_to_win, null);
  assertEquals(compareFrequentist(few, few, "mean").p_value, null);
});

Deno.test("compareBayesian() gives even chances to equal variants", () => {
  const same = { number_of_samples: 500, sum: 100, sum_squares: 100 };
  const { chance_to_win, significant } = compareBayesian(same, same, "funnel");
  assertEquals([chance_to_win, significant], [0.5, false]);
});
