/**
 * The help: of the program and of each command.
 *
 * @module
 */

import { type Command, type CommandEntry, PROGRAM } from "./command.ts";
import { HELP } from "./common_flags.ts";
import { EXIT_MEANINGS } from "./exit_code.ts";
import type { Flag } from "./flags.ts";
import { wrap } from "./wrap.ts";

/** Width of the help: what fits nearly every window. */
const COLUMNS = 90;

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [
    "POSTHOG_PERSONAL_API_KEY",
    "secret key phx_…; without it: embedded PostHog",
  ],
  ["POSTHOG_PROJECT_ID", "number of the project; goes with the key"],
  ["POSTHOG_PROJECT_API_KEY", "public token phc_…, to capture and for flags"],
  ["POSTHOG_API_URL", "https://us.posthog.com (default), eu, or your own"],
  ["E2B_API_KEY", "run scripts in E2B sandboxes instead of on this machine"],
  ["NO_COLOR", "no colours"],
];

/** The help of the whole program. */
export function programHelp(
  version: string,
  commands: readonly CommandEntry[],
): string {
  return [
    `posthog-driver ${version}: answers out of PostHog, by small scripts in sandboxes`,
    "",
    `Usage: ${PROGRAM} COMMAND [flags]`,
    section("Commands", commands.map(({ name, summary }) => [name, summary])),
    section("Environment", ENVIRONMENT),
    section(
      "Exit codes",
      EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
    ),
    "",
    `Help on one command: ${PROGRAM} COMMAND --help`,
    "",
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const usage = [PROGRAM, command.name, command.words, "[flags]"];
  return [
    command.summary,
    "",
    `Usage: ${usage.filter((part) => part !== undefined).join(" ")}`,
    ...command.details === undefined
      ? []
      : ["", ...paragraphs(command.details)],
    flagSection("Flags", [...command.flags, HELP]),
    exampleSection(command.examples),
    "",
  ].join("\n");
}

/** Code in it stays as it is: only lines that are too long are broken. */
function paragraphs(text: string): string[] {
  return text.split("\n").flatMap((line) =>
    line.length <= COLUMNS ? [line] : wrap(line, COLUMNS)
  );
}

/** A titled list of flags. */
export function flagSection(title: string, flags: readonly Flag[]): string {
  return section(title, flags.map((flag) => [flagText(flag), flag.summary]));
}

/** A titled list of commands worth copying. */
export function exampleSection(examples: readonly string[]): string {
  const title = examples.length === 1 ? "Example" : "Examples";
  return ["", title, ...examples.map((line) => `  ${PROGRAM} ${line}`)]
    .join("\n");
}

/** A title and two columns under it. */
function section(
  title: string,
  entries: readonly (readonly [string, string])[],
): string {
  const room = Math.min(28, Math.max(...entries.map(([name]) => name.length)));
  const lines = entries.flatMap(([name, text]) => {
    const [first = "", ...rest] = wrap(text, COLUMNS - room - 4);
    const start = name.length <= room
      ? [`  ${name.padEnd(room)}  ${first}`]
      : [`  ${name}`, `${" ".repeat(room + 4)}${first}`];
    return [...start, ...rest.map((line) => " ".repeat(room + 4) + line)];
  });
  return ["", title, ...lines].join("\n");
}

function flagText({ name, short, placeholder, type }: Flag): string {
  const letter = short === undefined ? "" : `-${short}, `;
  const value = type === "string" ? ` ${placeholder ?? "VALUE"}` : "";
  return `${letter}--${name}${value}`;
}
