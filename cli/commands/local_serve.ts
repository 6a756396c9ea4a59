/**
 * `local serve`: the embedded PostHog for other programs.
 *
 * @module
 */

import type { Command, World } from "../command.ts";
import { DATA, QUIET } from "../common_flags.ts";
import { openEmbedded } from "../embedded.ts";
import { EXIT } from "../exit_code.ts";
import { type Flag, parseFlags } from "../flags.ts";
import { aborted, listening } from "../listening.ts";
import { countOf, refuseWords } from "../read_flags.ts";
import { Steps } from "../steps.ts";

const FLAGS: readonly Flag[] = [
  {
    name: "port",
    type: "string",
    placeholder: "N",
    summary: "Port to listen on (default 8000); 0 takes any free one",
  },
  {
    name: "hostname",
    type: "string",
    placeholder: "HOST",
    summary: "Address to listen on (default 127.0.0.1: this machine only)",
  },
  DATA,
  {
    name: "demo",
    type: "boolean",
    summary: "Put demo data in (default where no --data is given)",
  },
  {
    name: "format",
    type: "string",
    placeholder: "FORMAT",
    choices: ["text", "json"],
    summary: "text (default) or json: one line with URL, project and keys",
  },
  QUIET,
];

/** What another program needs to connect. */
interface Address {
  readonly url: string;
  readonly project_id: string;
  readonly personal_api_key: string;
  readonly project_api_key: string;
}

/** Serves until Ctrl-C. */
export const localServe: Command = {
  name: "local serve",
  summary: "Serve the embedded PostHog over HTTP until Ctrl-C.",
  details:
    "Other programs reach it with the URL, the project id and the keys it prints. " +
    "Without --data it serves demo data that is gone when it ends.",
  flags: FLAGS,
  examples: [
    "local serve --port 8000 --data ./data",
    "local serve --port 0 --format json",
  ],
  async run(world, args) {
    const flags = parseFlags(args, FLAGS);
    refuseWords(flags, "local serve");
    const port = countOf(flags, "port", { least: 0, most: 65535 }) ?? 8000;
    const hostname = flags.text("hostname") ?? "127.0.0.1";
    const data = flags.text("data");
    const demo = flags.bool("demo") ?? data === undefined;
    const steps = new Steps(world.terminal.stderr, {
      quiet: flags.bool("quiet") ?? false,
    });
    await using posthog = await openEmbedded({ data, demo }, steps);
    const server = await listening(
      () => posthog.serve({ port, hostname }),
      hostname,
      port,
    );
    announce(world, flags.text("format") === "json", {
      url: server.url,
      project_id: posthog.projectId,
      personal_api_key: posthog.personalApiKey,
      project_api_key: posthog.projectApiKey,
    });
    steps.note("Serving until Ctrl-C");
    await aborted(world.signal);
    await server.close();
    return EXIT.ok;
  },
};

function announce(
  { terminal: { stdout } }: World,
  json: boolean,
  address: Address,
): void {
  if (json) return stdout.write(`${JSON.stringify(address)}\n`);
  stdout.write(
    `PostHog API and capture at ${address.url}. To use it from another shell:\n\n` +
      `export POSTHOG_API_URL=${address.url}\n` +
      `export POSTHOG_PROJECT_ID=${address.project_id}\n` +
      `export POSTHOG_PERSONAL_API_KEY=${address.personal_api_key}\n` +
      `export POSTHOG_PROJECT_API_KEY=${address.project_api_key}\n`,
  );
}
