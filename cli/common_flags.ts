/**
 * Flags that several commands share.
 *
 * @module
 */

import type { Flag } from "./flags.ts";

/** How the result is written. */
export const FORMAT: Flag = {
  name: "format",
  type: "string",
  placeholder: "FORMAT",
  choices: ["table", "json", "csv"],
  summary: "How the result is written: table (default), json or csv",
};

/** The embedded PostHog's data. */
export const DATA: Flag = {
  name: "data",
  type: "string",
  placeholder: "DIR",
  summary: "Use the embedded PostHog with the data in this directory",
};

/** Where scripts run. */
export const SANDBOX: Flag = {
  name: "sandbox",
  type: "string",
  placeholder: "WHERE",
  choices: ["local", "e2b"],
  summary:
    "Where the script runs: e2b (default when E2B_API_KEY is set) or local",
};

/** What E2B makes sandboxes of. */
export const E2B_TEMPLATE: Flag = {
  name: "e2b-template",
  type: "string",
  placeholder: "NAME",
  summary: "E2B template to use (default base; see template build)",
};

/** The explicit way out where E2B cannot keep the key outside. */
export const KEY_IN_SANDBOX: Flag = {
  name: "key-in-sandbox",
  type: "boolean",
  summary:
    "Pass the personal key into the E2B sandbox, where scripts can read it: for accounts without network rules",
};

/** Where a run's files go. */
export const OUT: Flag = {
  name: "out",
  type: "string",
  placeholder: "DIR",
  summary: "Where files that the script writes are put (default artifacts)",
};

/** The time budget. */
export const TIMEOUT: Flag = {
  name: "timeout",
  type: "string",
  placeholder: "TIME",
  summary: "Time budget: 500ms, 30s, 2m (default 60s; an export 10m)",
};

/** The row budget. */
export const MAX_ROWS: Flag = {
  name: "max-rows",
  type: "string",
  placeholder: "N",
  summary: "Most rows to bring back",
};

/** Silence on stderr. */
export const QUIET: Flag = {
  name: "quiet",
  type: "boolean",
  short: "q",
  summary: "Say nothing on stderr but warnings and errors",
};

/** The help. */
export const HELP: Flag = {
  name: "help",
  type: "boolean",
  short: "h",
  summary: "Show this help",
};
