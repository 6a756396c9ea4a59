/**
 * The truth about an answer, in a few lines under it.
 *
 * @module
 */

import type { Engine, Envelope } from "../driver/mod.ts";
import { safeText } from "./cell.ts";
import { durationText } from "./duration.ts";
import type { Style } from "./terminal.ts";

/** What an answer from several queries says, and each of them. */
export interface TruthOf extends Omit<Envelope, "hogql" | "queryHash"> {
  /** The queries behind the answer, in the order they ran. */
  readonly queries: readonly Envelope[];
}

const ENGINES: Readonly<Record<Engine["name"], string>> = {
  "posthog-cloud": "PostHog Cloud",
  "posthog-self-hosted": "self-hosted PostHog",
  "posthog-embedded": "embedded PostHog",
};

/** Longer queries are shown from their beginning; `--format json` has all. */
const LONGEST_QUERY_LINES = 24;

/**
 * Writes rows, cut or not, as of when, engine, time, warnings and the HogQL
 * that ran.
 */
export function envelopeText(
  truth: TruthOf,
  style: (style: Style, text: string) => string,
): string {
  const facts = [
    truth.rows === 1 ? "1 row" : `${truth.rows} rows`,
    completeness(truth, style),
    `as of ${asOfText(truth.asOf)}`,
    engineText(truth.engine),
    durationText(truth.elapsedMs),
  ];
  const lines = [
    facts.join(" · "),
    ...truth.warnings.map((text) =>
      `${style("yellow", "!")} ${safeText(text)}`
    ),
    ...truth.queries.flatMap((query) => queryLines(query, style)),
  ];
  return `${lines.join("\n")}\n`;
}

function completeness(
  { truncated, limit }: TruthOf,
  style: (style: Style, text: string) => string,
): string {
  const at = limit === null ? "" : ` at ${limit} rows`;
  if (truncated === true) return style("yellow", `CUT${at}: there are more`);
  if (truncated === null) {
    return style("yellow", `LIMIT filled${at}: there may be more`);
  }
  return "complete";
}

function asOfText(asOf: string): string {
  return asOf.replace("T", " ").replace(/(\.\d+)?(Z|\+00:00)$/, " UTC");
}

function engineText({ name, version }: Engine): string {
  return version === null ? ENGINES[name] : `${ENGINES[name]} (${version})`;
}

function queryLines(
  { hogql, elapsedMs }: Envelope,
  style: (style: Style, text: string) => string,
): string[] {
  if (hogql === null) return [];
  const lines = hogql.trim().split("\n").map(safeText);
  const shown = lines.slice(0, LONGEST_QUERY_LINES);
  const rest = lines.length - shown.length;
  return [
    style("dim", `HogQL (${durationText(elapsedMs)})`),
    ...shown.map((line) => style("dim", `  ${line}`)),
    ...rest === 0 ? [] : [style("dim", `  … ${rest} more lines`)],
  ];
}
