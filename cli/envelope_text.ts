/**
 * The truth about an answer, in a few lines under it.
 *
 * @module
 */

import type { Engine, Envelope } from "../driver/mod.ts";
import type { RunEnvelope } from "../executor/mod.ts";
import { safeText } from "./cell.ts";
import { durationText } from "./duration.ts";
import type { Screen, Style } from "./terminal.ts";

/** What is told of an answer from any number of queries. */
export type Truth = Omit<RunEnvelope, "timezone">;

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
  truth: Truth,
  { style, columns }: Pick<Screen, "style" | "columns">,
): string {
  if (truth.queries.length === 0) return "No query was made\n";
  const facts = [
    rowsText(truth),
    completeness(truth, style),
    ...truth.asOf === null ? [] : [`as of ${asOfText(truth.asOf)}`],
    ...truth.engine === null ? [] : [engineText(truth.engine)],
    durationText(truth.elapsedMs),
  ];
  const lines = [
    facts.join(" · "),
    ...truth.warnings.map((text) =>
      `${style("yellow", "!")} ${safeText(text)}`
    ),
    ...truth.queries.flatMap((query) =>
      queryLines(query, style, columns ?? Infinity)
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function rowsText({ rows, queries }: Truth): string {
  const count = rows === 1 ? "1 row" : `${rows} rows`;
  return queries.length === 1
    ? count
    : `${count} from ${queries.length} queries`;
}

function completeness(
  { truncated, limit }: Truth,
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
  columns: number,
): string[] {
  if (hogql === null) return [];
  const lines = hogql.trim().split("\n").flatMap((line) =>
    broken(safeText(line), columns - 2)
  );
  const shown = lines.slice(0, LONGEST_QUERY_LINES);
  const rest = lines.length - shown.length;
  return [
    style("dim", `HogQL (${durationText(elapsedMs)})`),
    ...shown.map((line) => style("dim", `  ${line}`)),
    ...rest === 0 ? [] : [style("dim", `  … ${rest} more lines`)],
  ];
}

/** A long line, broken at spaces; no character is lost. */
function broken(line: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(" ", columns);
    const end = space > 0 ? space + 1 : columns;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...lines, rest];
}
