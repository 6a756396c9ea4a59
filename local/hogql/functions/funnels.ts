/**
 * Aggregates that follow a sequence of events.
 *
 * @module
 */

import { arrayOf, of } from "../type.ts";
import type { CallSite, FunctionSpec } from "./spec.ts";

/**
 * ClickHouse counts the window in the unit of the time it is given and does
 * not take fractions, while PostHog's times have them.
 */
function print(name: string) {
  return (site: CallSite): string => {
    const [time, ...conditions] = site.args;
    const seconds = time?.type.kind === "DateTime"
      ? `toDateTime(${time.sql})`
      : time?.sql;
    const params = site.params.map(({ sql }) => sql).join(", ");
    return `${name}(${params})(${
      [seconds, ...conditions.map(({ sql }) => sql)].join(", ")
    })`;
  };
}

/** Funnels and sequences. */
export const FUNNEL_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: "windowFunnel",
    min: 2,
    max: 33,
    params: [1, 5],
    returns: of("Integer"),
    aggregate: true,
    print: print("windowFunnel"),
  },
  {
    name: "sequenceMatch",
    min: 2,
    max: 33,
    params: [1, 1],
    returns: of("Boolean"),
    aggregate: true,
    print: print("sequenceMatch"),
  },
  {
    name: "sequenceCount",
    min: 2,
    max: 33,
    params: [1, 1],
    returns: of("Integer"),
    aggregate: true,
    print: print("sequenceCount"),
  },
  {
    name: "sequenceMatchEvents",
    min: 2,
    max: 33,
    params: [1, 1],
    returns: arrayOf(of("DateTime")),
    aggregate: true,
    print: print("sequenceMatchEvents"),
  },
];
