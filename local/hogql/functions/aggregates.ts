/**
 * Aggregates, their combinators, and window functions.
 *
 * @module
 */

import { type FunctionSpec, readTable, type Returns } from "./spec.ts";
import { arrayOf, of, UNKNOWN } from "../type.ts";

const AGGREGATE = { aggregate: true } as const;

const PLAIN = readTable(
  `
I!: count:0-1 countDistinct:1+ uniq:1+ uniqExact:1+ uniqHLL12:1+ uniqTheta=uniq:1+ groupBitAnd:1 groupBitmap:1 groupBitmapAnd:1 groupBitmapOr:1 groupBitmapXor:1 groupBitOr:1 groupBitXor:1 maxIntersections:2 maxIntersectionsPosition:2 uniqMerge:1 uniqExactMerge:1
1: any:1 anyHeavy:1 anyLast:1 argMax:2 argMin:2 max:1 min:1
1: sum:1 sumWithOverflow:1 deltaSum:1 deltaSumTimestamp:2
F: avg:1 avgWeighted:2 contingency:2 corr:2 covarPop:2 covarSamp:2 cramersV:2 cramersVBiasCorrected:2 kurtPop:1 kurtSamp:1 skewPop:1 skewSamp:1 stddevPop:1 stddevSamp:1 varPop:1 varSamp:1 theilsU:2
F: median:1 medianBFloat16:1 medianDeterministic:2 medianExact:1 medianExactHigh:1 medianExactLow:1 medianExactWeighted:2 medianTDigest:1 medianTDigestWeighted:2 medianTiming:1 medianTimingWeighted:2
A1: groupUniqArray:1 groupArray:1 array_agg=groupArray:1
?: groupUniqArrayArray:1 uniqMap:1+ uniqMapMerge:1 simpleLinearRegression:2
?: argMaxMerge:1 argMaxState:2 argMinMerge:1 argMinState:2 groupBitmapAndState:1 groupBitmapOrState:1 groupBitmapState:1 quantilesState:1 quantilesMerge:1 uniqExactState:1+ uniqState:1+
`,
  AGGREGATE,
);

/** Aggregates that take parameters in front of their arguments. */
const PARAMETRIC: readonly FunctionSpec[] = [
  parametric("quantile", 1, [1, 1], of("Float")),
  parametric("quantileExact", 1, [1, 1], of("Float")),
  parametric("quantiles", 1, [1, Infinity], arrayOf(of("Float"))),
  parametric("topK", 1, [1, 3], arrayOf(UNKNOWN)),
  parametric("groupArraySample", 1, [1, 2], arrayOf(UNKNOWN)),
  parametric("uniqUpTo", 1, [1, 1], of("Integer")),
  parametric("uniqUpToMerge", 1, [1, 1], of("Integer")),
  parametric("histogram", 1, [1, 1], arrayOf(UNKNOWN)),
  { ...parametric("groupArrayInsertAt", 2, [0, 2], arrayOf(UNKNOWN)) },
  parametric("groupArrayMovingAvg", 1, [0, 1], arrayOf(UNKNOWN)),
  parametric("groupArrayMovingSum", 1, [0, 1], arrayOf(UNKNOWN)),
  {
    name: "retention",
    min: 1,
    max: 32,
    returns: arrayOf(of("Integer")),
    aggregate: true,
  },
];

const OPTIONAL_PARAMETERS: Readonly<Record<string, readonly [number, number]>> =
  { groupArray: [0, 1], groupUniqArray: [0, 1], array_agg: [0, 1] };

function parametric(
  name: string,
  args: number,
  params: readonly [number, number],
  returns: Returns,
): FunctionSpec {
  return { name, min: args, max: args, params, returns, aggregate: true };
}

/** Aggregates without combinators. */
export const AGGREGATES: readonly FunctionSpec[] = [
  ...PLAIN.map((spec) => {
    const params = OPTIONAL_PARAMETERS[spec.name];
    return params === undefined ? spec : { ...spec, params };
  }),
  ...PARAMETRIC,
];

/** Functions that only make sense with OVER. */
export const WINDOW_FUNCTIONS: readonly FunctionSpec[] = readTable(`
I!: dense_rank:0 rank:0 row_number:0
1: first_value:1 last_value:1 lag:1-3 lead:1-3 lagInFrame:1-3 leadInFrame:1-3 nth_value:2
`);

/** Aggregates that PostHog offers with further combinators. */
const COMBINED: readonly string[] = [
  "avg",
  "count",
  "countDistinct",
  "max",
  "median",
  "min",
  "sum",
];

interface Combinator {
  /** Further arguments it asks for. */
  readonly more?: number;
  /** Further arguments it takes. */
  readonly upTo?: number;
  /** Whether it needs an argument where the aggregate itself needs none. */
  readonly needsValue?: boolean;
  readonly returns?: Returns;
}

const COMBINATORS: Readonly<Record<string, Combinator>> = {
  ArgMax: { more: 1, upTo: 1, needsValue: true },
  ArgMin: { more: 1, upTo: 1, needsValue: true },
  Array: { needsValue: true },
  ForEach: { needsValue: true, returns: arrayOf(UNKNOWN) },
  ForEachMerge: { needsValue: true },
  // A map, or its keys and its values.
  Map: { upTo: 1, needsValue: true },
  MapMerge: { needsValue: true },
  MapState: { upTo: 1, needsValue: true },
  Merge: { needsValue: true },
  State: {},
  OrDefault: {},
  OrNull: {},
};

/**
 * The aggregates with their combinators: `-If` on every one, others on the few
 * that PostHog lists.
 */
export function withCombinators(
  aggregates: readonly FunctionSpec[],
): FunctionSpec[] {
  const combined = aggregates
    .filter((spec) => COMBINED.includes(spec.name))
    .flatMap((spec) =>
      Object.entries(COMBINATORS).flatMap(([suffix, combinator]) =>
        ["", "OrDefault", "OrNull", "State"].map((last): FunctionSpec => ({
          ...spec,
          name: `${spec.name}${suffix}${last === suffix ? "" : last}`,
          min: (combinator.needsValue ? Math.max(spec.min, 1) : spec.min) +
            (combinator.more ?? 0),
          max: spec.max + (combinator.upTo ?? 0),
          returns: combinator.returns ?? UNKNOWN,
        }))
      )
    );
  const all = [...aggregates, ...combined];
  return [...all, ...all.map(conditional)];
}

function conditional(spec: FunctionSpec): FunctionSpec {
  return {
    ...spec,
    name: `${spec.name}If`,
    min: spec.min + 1,
    max: spec.max + 1,
    ...(spec.native === undefined ? {} : { native: `${spec.native}If` }),
  };
}
