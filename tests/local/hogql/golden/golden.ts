/**
 * Questions with answers that were worked out by hand, from what PostHog
 * documents and from the few events in `events.ts`.
 *
 * @module
 */

/** What is shown, the query, and its rows; `{uuid:1}` is that of event 1. */
export type Golden = readonly [
  what: string,
  query: string,
  rows: readonly (readonly unknown[])[],
];

/** One row. */
export function one(...values: unknown[]): unknown[][] {
  return [values];
}
