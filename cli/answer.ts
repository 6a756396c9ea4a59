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
  terminal: Terminal,
  format: Format,
  { document, value, columns, truth }: Answer,
): void {
  const { stdout, stderr } = terminal;
  if (format === "json") return printJson(stdout, document);
  const rows = rowsOf(value);
  if (format === "csv") {
    stdout.write(toCsv(rows ?? [flatRow(value)], columns));
    printTruth(stderr, truth);
    return;
  }
  if (rows === undefined) {
    printFields(terminal, value);
  } else {
    printTable(terminal, rows);
    printSummary(terminal, summaryOf(value));
  }
  if (truth !== undefined) stdout.write("\n");
  printTruth(stdout, truth);
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
  { stdout, stderr }: Terminal,
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
function printSummary(terminal: Terminal, summary: Row): void {
  if (Object.keys(summary).length === 0) return;
  terminal.stdout.write("\n");
  printFields(terminal, summary);
}

/** `name  value` lines, then each list of rows as a table of its own. */
function printFields(terminal: Terminal, value: unknown): void {
  const { stdout } = terminal;
  if (!isRow(value)) return stdout.write(`${cellText(value)}\n`);
  const tables: [string, readonly Row[]][] = [];
  const lines: [string, unknown][] = [];
  for (const [name, field] of Object.entries(value)) {
    const rows = rowsOf(field);
    if (rows === undefined || rows.length === 0) lines.push([name, field]);
    else tables.push([name, rows]);
  }
  printLines(stdout, lines);
  for (const [index, [name, rows]] of tables.entries()) {
    const gap = index > 0 || lines.length > 0 ? "\n" : "";
    stdout.write(`${gap}${stdout.style("bold", safeText(name))}\n`);
    printTable(terminal, rows);
  }
}

function printLines(
  stdout: Screen,
  fields: readonly (readonly [string, unknown])[],
): void {
  const names = fields.map(([name]) => safeText(name));
  const room = Math.max(0, ...names.map(width));
  const lines = fields.map(([, field], index) => {
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
function summaryOf(value: unknown): Row {
  const { rows: _rows, ...rest } = isRow(value) ? value : {};
  return rest;
}

function flatRow(value: unknown): Row {
  return isRow(value) ? value : { value };
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
