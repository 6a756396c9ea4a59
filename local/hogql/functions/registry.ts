/**
 * Every function a query may call; anything else never reaches the engine.
 *
 * @module
 */

import { HogQLError } from "../errors.ts";
import { nearest } from "../suggest.ts";
import { AGGREGATES, WINDOW_FUNCTIONS, withCombinators } from "./aggregates.ts";
import { ARRAY_FUNCTIONS } from "./arrays.ts";
import { DATE_FUNCTIONS } from "./dates.ts";
import { FUNNEL_FUNCTIONS } from "./funnels.ts";
import { LANGUAGE_FUNCTION } from "./languages.ts";
import { NUMBER_FUNCTIONS } from "./numbers.ts";
import { SPECIAL_FUNCTIONS } from "./special.ts";
import type { FunctionSpec } from "./spec.ts";
import { STRING_FUNCTIONS } from "./strings.ts";
import { SURVEY_FUNCTIONS } from "./surveys.ts";
import { TIME_FUNCTIONS } from "./time.ts";
import { UNAVAILABLE } from "./unavailable.ts";

const ALL: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    ...ARRAY_FUNCTIONS,
    ...DATE_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...STRING_FUNCTIONS,
    ...SPECIAL_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...SURVEY_FUNCTIONS,
    LANGUAGE_FUNCTION,
    ...WINDOW_FUNCTIONS,
    ...withCombinators([...AGGREGATES, ...FUNNEL_FUNCTIONS]),
  ].map((spec) => [spec.name, spec]),
);

/** Names that may be written in any case. */
const ANY_CASE: ReadonlySet<string> = new Set(
  ("abs age ascii avg btrim ceil coalesce concat count current_date current_timestamp date_add date_bin " +
    "date_diff datediff date_part date_subtract date_trunc degrees dense_rank exp extract first_value " +
    "floor greatest if ifnull initcap isnull lag last_value lead least left length ln log log10 log2 lower " +
    "lpad ltrim make_date make_interval make_timestamp make_timestamptz max md5 min mod now nth_value " +
    "nullif pi position pow power radians rank repeat replace reverse right round row_number rpad rtrim " +
    "sign sortablesemver split_part sqrt string_agg substring sum to_char to_date to_timestamp translate " +
    "trim trunc upper width_bucket array_agg json_agg every").split(" "),
);

const BY_LOWER_CASE: ReadonlyMap<string, FunctionSpec> = new Map(
  [...ALL.values()]
    .filter((spec) => ANY_CASE.has(spec.name.toLowerCase()))
    .map((spec) => [spec.name.toLowerCase(), spec]),
);

/** Every name a query may call. */
export const FUNCTION_NAMES: readonly string[] = [...ALL.keys()];

/** Names worth suggesting: those with an underscore are PostHog's own. */
const PUBLIC_NAMES: readonly string[] = FUNCTION_NAMES.filter((name) =>
  !name.startsWith("_")
);

/** The function of that name, if there is one. */
export function findFunction(name: string): FunctionSpec | undefined {
  const spec = ALL.get(name) ?? BY_LOWER_CASE.get(name.toLowerCase());
  if (spec !== undefined) return spec;
  return name.startsWith("_") ? ALL.get(name.slice(1)) : undefined;
}

/** Functions that other dialects call by another name. */
const SYNONYMS: ReadonlyMap<string, string> = new Map(
  ("approx_count_distinct:uniq char_length:length concat_ws:concatWithSeparator date:toDate " +
    "date_sub:date_subtract day:toDayOfMonth from_unixtime:fromUnixTimestamp getdate:now " +
    "group_concat:string_agg hour:toHour instr:position json_extract:JSONExtractString " +
    "json_extract_string:JSONExtractString len:length listagg:string_agg minute:toMinute month:toMonth " +
    "neighbor:lagInFrame percentile:quantile regexp_extract:extract regexp_matches:match " +
    "regexp_replace:replaceRegexpAll runningdifference:lagInFrame stddev:stddevSamp strpos:position " +
    "substr:substring toboolean:toBool unix_timestamp:toUnixTimestamp variance:varSamp week:toISOWeek " +
    "year:toYear")
    .split(" ").map((pair) => pair.split(":") as [string, string]),
);

/** Why there is no such function. */
export function unknownFunction(
  name: string,
  place: {
    readonly start?: number | undefined;
    readonly end?: number | undefined;
  },
): HogQLError {
  const reason = UNAVAILABLE.get(name);
  if (reason !== undefined) {
    return new HogQLError(
      `Unsupported function call '${name}(...)' in the embedded PostHog: ${reason}`,
      place,
    );
  }
  const near = SYNONYMS.get(name.toLowerCase()) ??
    PUBLIC_NAMES.find((known) => known.toLowerCase() === name.toLowerCase()) ??
    nearest(name, PUBLIC_NAMES);
  const hint = near === undefined ? "" : `. Perhaps you meant '${near}(...)'?`;
  return new HogQLError(
    `Unsupported function call '${name}(...)'${hint}`,
    place,
  );
}

/**
 * Checks how many arguments and parameters a call has.
 *
 * @throws {HogQLError} In PostHog's words
 */
export function checkArity(
  spec: FunctionSpec,
  name: string,
  args: number,
  params: number | undefined,
  place: {
    readonly start?: number | undefined;
    readonly end?: number | undefined;
  },
): void {
  const noun = spec.aggregate ? "Aggregation" : "Function";
  if (args < spec.min || args > spec.max) {
    throw new HogQLError(
      `${noun} '${name}' expects ${
        range(spec.min, spec.max, "argument", args)
      }, found ${args}`,
      place,
    );
  }
  const [least, most] = spec.params ?? [0, 0];
  if (params === undefined && least > 0) {
    throw new HogQLError(
      `${noun} '${name}' requires parameters in addition to arguments`,
      place,
    );
  }
  const given = params ?? 0;
  if (given > 0 && most === 0) {
    throw new HogQLError(`${noun} '${name}' does not accept parameters`, place);
  }
  if (given < least || given > most) {
    throw new HogQLError(
      `${noun} '${name}' expects ${
        range(least, most, "parameter", given)
      }, found ${given}`,
      place,
    );
  }
}

function range(min: number, max: number, noun: string, found: number): string {
  const count = found < min ? min : max;
  const words = `${count} ${noun}${count === 1 ? "" : "s"}`;
  if (min === max) return words;
  return found < min ? `at least ${words}` : `at most ${words}`;
}
