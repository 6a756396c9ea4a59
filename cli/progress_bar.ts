/**
 * How far a long piece of work is, drawn as a bar.
 *
 * @module
 */

/** Blocks of an eighth of a column each. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Draws a share of one as a bar of so many columns, with the percentage.
 *
 * @example
 * ```ts
 * import { progressBar } from "./progress_bar.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(progressBar(0.5, 8), "████      50 %");
 * ```
 */
export function progressBar(share: number, columns = 24): string {
  const bounded = Math.min(1, Math.max(0, share));
  const eighths = Math.floor(bounded * columns * 8);
  const bar = "█".repeat(Math.floor(eighths / 8)) +
    (EIGHTHS[eighths % 8] ?? "");
  const percent = String(Math.floor(bounded * 100)).padStart(3);
  return `${bar.padEnd(columns)} ${percent} %`;
}
