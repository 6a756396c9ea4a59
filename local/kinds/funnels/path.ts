/**
 * How far each person gets through a funnel, and when: HogQL that folds a
 * person's events, in their order, into the best path.
 *
 * The state of the fold is a list of paths, each a list of times: at `k` the
 * latest path that has done `k` steps, and last the best path, which is the
 * first to have reached its length. An event that does step `k` lengthens the
 * path at `k - 1`, if that began within the window.
 *
 * @module
 */

import { type Hogql, hogql } from "../hogql_text.ts";
import type { FunnelOrder } from "./node.ts";

/** A funnel's shape, whatever its events are. */
export interface PathShape {
  /** How many steps there are. */
  readonly steps: number;
  /** Order of the steps. */
  readonly order: FunnelOrder;
  /** From the first step to the last, in seconds. */
  readonly windowSeconds: number;
  /** Whether events carry the ranges of steps they exclude from. */
  readonly hasExclusions: boolean;
}

/**
 * The best path in `path`, a sorted list of `(time, steps it does)`, or of
 * `(time, steps, steps after which it throws out)`: a list of times. A person
 * who is thrown out has one more time than there are steps.
 *
 * @example
 * ```ts
 * import { bind } from "../hogql_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = bind(bestPath({
 *   steps: 2,
 *   order: "ordered",
 *   windowSeconds: 60,
 *   hasExclusions: false,
 * })).query;
 * assertStringIncludes(text, "arrayFold");
 * ```
 */
export function bestPath(shape: PathShape): Hogql {
  const last = shape.steps + 1;
  const fold = shape.order === "unordered" ? anyOrder(shape) : inOrder(shape);
  // An empty list of times, which has its type from the times at hand.
  return hogql`arrayFold((acc, e) -> ${fold}, path,
arrayMap(i -> arraySlice([path[1].1], 1, 0), range(${last})))[${last}]`;
}

/** `k` is the step a slot waits for: its own, or the next of the best path. */
function inOrder(
  { steps, order, windowSeconds, hasExclusions }: PathShape,
): Hogql {
  const last = steps + 1;
  const kept = order === "strict"
    ? hogql`if(slot = ${last}, acc[slot], arraySlice(acc[slot], 1, 0))`
    : hogql`acc[slot]`;
  const lengthened = hogql`arrayMap((slot, k) -> if(
has(e.2, k) AND (k = 1 OR (notEmpty(acc[k - 1])
AND e.1 <= acc[k - 1][1] + toIntervalSecond(${windowSeconds}))),
arrayPushBack(acc[k - 1], e.1), ${kept}),
range(1, ${
    last + 1
  }), arrayPushBack(range(1, ${last}), length(acc[${last}]) + 1))`;
  if (!hasExclusions) return lengthened;
  return hogql`if(has(e.3, length(acc[${last}]))
AND e.1 <= acc[${last}][1] + toIntervalSecond(${windowSeconds}),
arrayMap(path -> arrayWithConstant(${last}, e.1), acc), ${lengthened})`;
}

/**
 * Keeps the latest time of each step; the steps done within the window that
 * ends at an event make a path. An event that could be several steps is the
 * one that was longest ago.
 */
function anyOrder({ steps, windowSeconds }: PathShape): Hogql {
  const last = steps + 1;
  const times = hogql`arraySort(arrayFlatten(arrayFilter(
t -> notEmpty(t) AND t[1] >= e.1 - toIntervalSecond(${windowSeconds}), seen)))`;
  return hogql`arrayMap(seen -> arrayPushBack(seen,
if(length(${times}) > length(acc[${last}]), ${times}, acc[${last}])),
[arrayMap(k -> if(k = arraySort(s -> acc[s], e.2)[1], [e.1], acc[k]),
range(1, ${last}))])[1]`;
}
