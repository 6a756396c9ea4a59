/**
 * The table of commands.
 *
 * @module
 */

import type { CommandEntry } from "./command.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "demo",
    summary: "See it work: power users of a demo product, no account needed",
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  {
    name: "list",
    summary: "List the templates: questions worth asking",
    load: async () => (await import("./commands/list.ts")).list,
  },
  {
    name: "show",
    summary: "Show a template: parameters and script",
    load: async () => (await import("./commands/show.ts")).show,
  },
  {
    name: "render",
    summary: "Print exactly the script that would run",
    load: async () => (await import("./commands/render.ts")).render,
  },
  {
    name: "run",
    summary: "Run a template in a sandbox",
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    name: "query",
    summary: "Run a HogQL query",
    load: async () => (await import("./commands/query.ts")).query,
  },
  {
    name: "script",
    summary: "Run a script of your own in a sandbox",
    load: async () => (await import("./commands/script.ts")).script,
  },
  {
    name: "local serve",
    summary: "Serve the embedded PostHog over HTTP",
    load: async () => (await import("./commands/local_serve.ts")).localServe,
  },
  {
    name: "local load",
    summary: "Load files of events into the embedded PostHog",
    load: async () => (await import("./commands/local_load.ts")).localLoad,
  },
  {
    name: "batch",
    summary: "Run many templates and scripts from a file",
    load: async () => (await import("./commands/batch.ts")).batch,
  },
  {
    name: "ask",
    summary: "Ask Claude a question about the project",
    load: async () => (await import("./commands/ask.ts")).ask,
  },
  {
    name: "mcp",
    summary: "Offer the tools to an MCP client, over stdio or HTTP",
    load: async () => (await import("./commands/mcp.ts")).mcp,
  },
  {
    name: "runs list",
    summary: "List what ran",
    load: async () => (await import("./commands/runs.ts")).runsList,
  },
  {
    name: "runs show",
    summary: "Show a run: parameters, script, queries",
    load: async () => (await import("./commands/runs.ts")).runsShow,
  },
  {
    name: "runs replay",
    summary: "Run a script of the past again and compare",
    load: async () => (await import("./commands/runs.ts")).runsReplay,
  },
  {
    name: "runs verify",
    summary: "Check the audit trail",
    load: async () => (await import("./commands/runs.ts")).runsVerify,
  },
  {
    name: "template build",
    summary: "Build an E2B template that holds the driver",
    load: async () =>
      (await import("./commands/template_build.ts")).templateBuild,
  },
  {
    name: "doctor",
    summary: "Check keys, connection, clock and sandbox",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
];

/** A command found at the start of a command line. */
export interface FoundCommand {
  /** Its place in the table. */
  readonly entry: CommandEntry;
  /** What follows its name. */
  readonly rest: readonly string[];
}

/** Finds the command whose one or two words the arguments begin with. */
export function findCommand(
  args: readonly string[],
): FoundCommand | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ");
    const entry = COMMANDS.find((candidate) => candidate.name === name);
    if (entry !== undefined) return { entry, rest: args.slice(words) };
  }
  return undefined;
}
