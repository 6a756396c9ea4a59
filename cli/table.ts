/**
 * Rows as a table that fits the terminal.
 *
 * @module
 */

import { cellText, fit, safeText, width } from "./cell.ts";
import type { Style } from "./terminal.ts";

/** How a table is drawn. */
export interface TableOptions {
  /** Most columns of a line; `null` where lines may have any length. */
  readonly columns: number | null;
  /** Adds a style. */
  readonly style: (style: Style, text: string) => string;
}

/** A drawn table. */
export interface DrawnTable {
  /** Lines, each with its line end. */
  readonly text: string;
  /** Whether a cell was cut to fit. */
  readonly cut: boolean;
}

interface Column {
  readonly name: string;
  readonly cells: readonly string[];
  readonly numeric: boolean;
  width: number;
}

const GAP = "  ";
/** A column narrower than this says nothing: then rows become blocks. */
const NARROWEST = 8;

/**
 * Draws rows. Columns shrink from the widest until the line fits; where there
 * are too many for that, each row becomes a block of `name  value` lines.
 *
 * @example
 * ```ts
 * import { drawTable } from "./table.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { text } = drawTable([{ event: "purchase", count: 3 }], {
 *   columns: 80,
 *   style: (_style, text) => text,
 * });
 * assertEquals(text, "event     count\n────────  ─────\npurchase      3\n");
 * ```
 */
export function drawTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  options: TableOptions,
): DrawnTable {
  const columns = columnsOf(rows);
  const most = options.columns ?? Infinity;
  const fits = shrink(columns, most);
  if (!fits) return drawBlocks(rows, options);
  const cut = columns.some(({ width: room, cells }) =>
    cells.some((cell) => width(cell) > room)
  );
  const lines = [
    line(columns, ({ name }) => name, (text) => options.style("bold", text)),
    line(columns, (column) => "─".repeat(column.width), dim(options)),
    ...rows.map((_, row) => line(columns, ({ cells }) => cells[row] ?? "")),
  ];
  return { text: `${lines.join("\n")}\n`, cut };
}

function columnsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => row[name]);
    const cells = values.map(cellText);
    const title = safeText(name);
    return {
      name: title,
      cells,
      numeric: values.every((value) => value === null || isNumber(value)),
      width: cells.reduce(
        (most, cell) => Math.max(most, width(cell)),
        width(title),
      ),
    };
  });
}

/** Takes columns from the widest ones until the line fits, if it can. */
function shrink(columns: Column[], most: number): boolean {
  const gaps = GAP.length * Math.max(0, columns.length - 1);
  let excess = columns.reduce((sum, column) => sum + column.width, gaps) - most;
  while (excess > 0) {
    const widest = columns.reduce((a, b) => b.width > a.width ? b : a);
    if (widest.width <= NARROWEST) return false;
    widest.width--;
    excess--;
  }
  return true;
}

function line(
  columns: readonly Column[],
  text: (column: Column) => string,
  style: (text: string) => string = (same) => same,
): string {
  return columns
    .map((column) => style(aligned(fit(text(column), column.width), column)))
    .join(GAP)
    .trimEnd();
}

function aligned(text: string, column: Column): string {
  const padding = " ".repeat(Math.max(0, column.width - width(text)));
  return column.numeric ? padding + text : text + padding;
}

function drawBlocks(
  rows: readonly Readonly<Record<string, unknown>>[],
  options: TableOptions,
): DrawnTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const titles = names.map((name) => width(safeText(name)));
  const room = Math.min(Math.max(...titles), 32);
  const most = Math.max(NARROWEST, (options.columns ?? Infinity) - room - 2);
  let cut = false;
  const lines = rows.flatMap((row, index) => [
    dim(options)(`── ${index + 1} ──`),
    ...names.map((name) => {
      const title = fit(safeText(name), room);
      const value = cellText(row[name]);
      cut ||= width(value) > most;
      const padding = " ".repeat(Math.max(0, room - width(title)));
      return `${options.style("bold", title)}${padding}${GAP}${
        fit(value, most)
      }`;
    }),
  ]);
  return { text: `${lines.join("\n")}\n`, cut };
}

function dim(options: TableOptions): (text: string) => string {
  return (text) => options.style("dim", text);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
