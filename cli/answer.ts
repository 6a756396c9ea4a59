/**
 * An answer, written the way the user asked for.
 *
 * @module
 */

import { cellText, safeText, width } from "./cell.ts";
import { toCsv } from "./csv.ts";
import { envelopeText, type Truth } from "./envelope_text.ts";
import { drawTable } from "./table.ts";
import type { Screen, Terminal } from "./terminal.ts";

/** How a result is written. */
export type Format = "table" | "json" | "csv";

type Row = Readonly<Record<string, unknown>>;

/** What a command found out. */
export interface Answer {
  /** All of it, as `--format json` prints it. */
  readonly document: unknown;
  /** The part that a person wants to see: rows, or an object with `rows`. */
  readonly value: unknown;
  /** Names of the columns, in order, where rows may be empty. */
  readonly columns?: readonly string[];
  /** The truth about it, where PostHog was asked. */
  readonly truth?: Truth | undefined;
}

/** Writes an answer; only the result goes to stdout. */
export function printAnswer(
  { stdout, stderr }: Terminal,
  format: Format,
  answer: Answer,
): void {
  if (format === "json") return printJson(stdout, answer.document);
  const rows = rowsOf(answer.value);
  if (format === "csv") {
    stdout.write(toCsv(rows ?? [flatRow(answer.value)], answer.columns));
    printTruth(stderr, answer.truth);
    return;
  }
  if (rows === undefined) printFields(stdout, answer.value);
  else printTable(stdout, stderr, rows);
  printSummary(stdout, summaryOf(answer.value));
  if (answer.truth !== undefined) stdout.write("\n");
  printTruth(stdout, answer.truth);
}

/** Writes one JSON document. */
export function printJson(
  stdout: Screen,
  document: unknown,
): void {
  stdout.write(`${JSON.stringify(document, null, 2) ?? "null"}\n`);
}

function printTruth(
  screen: Screen,
  truth: Truth | undefined,
): void {
  if (truth === undefined) return;
  screen.write(envelopeText(truth, screen));
}

function printTable(
  stdout: Screen,
  stderr: Screen,
  rows: readonly Row[],
): void {
  if (rows.length === 0) return stdout.write("No rows\n");
  const { columns, style } = stdout;
  const { text, cut } = drawTable(rows, { columns, style });
  stdout.write(text);
  if (cut) {
    stderr.write(
      stderr.style("dim", "Cells end in … where the terminal is too narrow; ") +
        stderr.style("dim", "--format json shows them whole\n"),
    );
  }
}

/** What a tabular answer says beside its rows. */
function printSummary(stdout: Screen, summary: Row | undefined): void {
  if (summary === undefined || Object.keys(summary).length === 0) return;
  stdout.write("\n");
  printFields(stdout, summary);
}

/** `name  value` lines; a list or an object within is JSON. */
function printFields(stdout: Screen, value: unknown): void {
  if (!isRow(value)) return stdout.write(`${cellText(value)}\n`);
  const entries = Object.entries(value);
  if (entries.length === 0) return;
  const names = entries.map(([name]) => safeText(name));
  const room = Math.max(...names.map(width));
  const lines = entries.map(([, field], index) => {
    const name = names[index] ?? "";
    const padding = " ".repeat(room - width(name));
    return `${stdout.style("bold", name)}${padding}  ${cellText(field)}\n`;
  });
  stdout.write(lines.join(""));
}

/** The rows of a tabular value. */
function rowsOf(value: unknown): readonly Row[] | undefined {
  const rows = isRow(value) ? value["rows"] : value;
  return Array.isArray(rows) && rows.every(isRow) ? rows : undefined;
}

/** What a tabular value says beside its rows. */
function summaryOf(value: unknown): Row | undefined {
  if (!isRow(value) || rowsOf(value) === undefined) return undefined;
  const { rows: _rows, ...rest } = value;
  return rest;
}

function flatRow(value: unknown): Row {
  return isRow(value) ? value : { value };
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
