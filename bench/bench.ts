/**
 * What a benchmark is: a module `bench/<topic>.ts` exports
 * `benches: readonly Bench[]`, and `bench/main.ts` finds it by itself.
 *
 * @module
 */

/** One measured number; it is printed as one JSON line, extra fields included. */
export interface Figure {
  /** What was measured, for example `run/warm_local_sandbox`. */
  readonly bench: string;
  /** The number. */
  readonly value: number;
  /** `ratio` against an anchor of the same run, or `bytes`, `ms`, `rows/s` … */
  readonly unit: string;
  /** Whatever makes the number understandable: sizes, the anchor's own time. */
  readonly [detail: string]: unknown;
}

/** A measurement that yields one or more figures. */
export interface Bench {
  /** `topic/what`, unique: `deno task bench topic` runs all of one topic. */
  readonly name: string;
  /** Measures. What it opens, it closes. */
  run(): AsyncIterable<Figure> | Promise<Figure | readonly Figure[]>;
}

/** Milliseconds that `work` takes, the median of `times` runs after one to warm up. */
export async function medianMs(
  work: () => unknown,
  times = 5,
): Promise<number> {
  await work();
  const durations: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    durations.push(performance.now() - start);
  }
  durations.sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? NaN;
}
