/**
 * A failure, drawn for a person.
 *
 * @module
 */

import { safeText } from "./cell.ts";
import type { Failure } from "./failure.ts";
import type { Screen } from "./terminal.ts";

/** What was found, the place, and what to do next. */
export function failureText(failure: Failure, screen: Screen): string {
  const lines = [
    `${screen.style("red", "Error:")} ${lineByLine(failure.message)}`,
    ...failure.excerpt === "" ? [] : [failure.excerpt],
    ...failure.next.map((text) =>
      `${screen.style("cyan", "→")} ${lineByLine(text)}`
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function lineByLine(text: string): string {
  return text.split("\n").map(safeText).join("\n  ");
}
