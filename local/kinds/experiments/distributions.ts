/**
 * The normal and Student's t distribution, to about ten digits.
 *
 * @module
 */

const TINY = 1e-300;
const PRECISION = 1e-15;

/**
 * The chance that a standard normal variable is below `x`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(normalCdf(1.96).toFixed(6), "0.975002");
 * ```
 */
export function normalCdf(x: number): number {
  if (x === 0) return 0.5;
  const tail = upperGamma(x * x / 2) / 2;
  return x > 0 ? 1 - tail : tail;
}

/**
 * The value below which a standard normal variable is with chance `p`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(normalQuantile(0.975).toFixed(6), "1.959964");
 * ```
 */
export function normalQuantile(p: number): number {
  return invert(normalCdf, p);
}

/**
 * The chance that Student's t with `freedom` degrees is below `x`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(studentCdf(2.228, 10).toFixed(4), "0.9750");
 * ```
 */
export function studentCdf(x: number, freedom: number): number {
  const tail = betaFraction(freedom / (freedom + x * x), freedom / 2, 0.5) / 2;
  return x > 0 ? 1 - tail : tail;
}

/**
 * The value below which Student's t with `freedom` degrees is with chance `p`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(studentQuantile(0.975, 10).toFixed(4), "2.2281");
 * ```
 */
export function studentQuantile(p: number, freedom: number): number {
  return invert((x) => studentCdf(x, freedom), p);
}

/** Halves an interval that holds the answer until it is a point. */
function invert(cdf: (x: number) => number, p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  let [low, high] = [-1, 1];
  while (cdf(low) > p) low *= 2;
  while (cdf(high) < p) high *= 2;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Q(1/2, x), the regularized upper incomplete gamma function: erfc(√x). */
function upperGamma(x: number): number {
  const scale = Math.exp(-x) * Math.sqrt(x / Math.PI);
  if (x < 1.5) {
    let term = 2;
    let series = term;
    for (let n = 1; Math.abs(term) > PRECISION * series; n += 1) {
      term *= x / (n + 0.5);
      series += term;
    }
    return 1 - scale * series;
  }
  return scale *
    continuedFraction((n) => n * (0.5 - n), (n) => x + 0.5 + 2 * n);
}

/** I(x; a, b), the regularized incomplete beta function. */
function betaFraction(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaFraction(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) +
      a * Math.log(x) + b * Math.log(1 - x),
  ) / a;
  const numerator = (n: number) => {
    const m = Math.floor(n / 2);
    return n % 2 === 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return front * continuedFraction(numerator, () => 1);
}

/** 1 / (b(0) + a(1) / (b(1) + a(2) / (b(2) + …))), by Lentz's method. */
function continuedFraction(
  a: (n: number) => number,
  b: (n: number) => number,
): number {
  let fraction = b(0) || TINY;
  let c = fraction;
  let d = 0;
  for (let n = 1; n < 10_000; n += 1) {
    d = 1 / (b(n) + a(n) * d || TINY);
    c = b(n) + a(n) / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return 1 / fraction;
}

/** Lanczos's approximation, g = 7. */
const LANCZOS = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) {
    return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  }
  const z = x - 1;
  const t = z + 7.5;
  const sum = LANCZOS.reduce(
    (total, part, i) => i === 0 ? part : total + part / (z + i),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t +
    Math.log(sum);
}
