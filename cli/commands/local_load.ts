/**
 * `local load`: files of events into the embedded PostHog.
 *
 * @module
 */

import { printAnswer } from "../answer.ts";
import type { Command } from "../command.ts";
import { DATA, FORMAT, QUIET } from "../common_flags.ts";
import { openEmbedded } from "../embedded.ts";
import { EXIT } from "../exit_code.ts";
import { usageFailure } from "../failure.ts";
import { parseFlags } from "../flags.ts";
import type { CaptureTarget } from "../load/batches.ts";
import {
  type LoadedFile,
  loadFile,
  type LoadProgress,
} from "../load/load_file.ts";
import { progressBar } from "../progress_bar.ts";
import { formatOf } from "../read_flags.ts";
import { connectionOf, type Environment } from "../connection.ts";
import { Steps } from "../steps.ts";

/** Refused lines told one by one before the rest is only counted. */
const MOST_TOLD = 20;

/** Loads files. */
export const localLoad: Command = {
  name: "local load",
  summary: "Load files of events into the embedded PostHog.",
  words: "FILE…",
  details:
    "JSONL, gzipped or not: one event per line in PostHog's capture format " +
    "(event, distinct_id, timestamp, properties, uuid). A line that is no event is " +
    "told with its number, the rest is loaded, and the exit code is 6. Loading the " +
    "same uuid again changes nothing.",
  flags: [DATA, FORMAT, QUIET],
  examples: [
    "local load events.jsonl.gz --data ./data",
    "run identify_power_users --data ./data",
  ],
  async run(world, args) {
    const flags = parseFlags(args, localLoad.flags);
    if (flags.words.length === 0) {
      throw usageFailure(
        "Missing a file to load",
        "For example: local load events.jsonl --data ./data",
      );
    }
    for (const file of flags.words) await checkFile(file);
    const steps = new Steps(world.terminal.stderr, {
      quiet: flags.bool("quiet") ?? false,
    });
    await using target = await openTarget(world.env, flags.text("data"), steps);
    const results: LoadedFile[] = [];
    for (const file of flags.words) {
      results.push(await loadOne(target, file, steps, world.signal));
    }
    printAnswer(world.terminal, formatOf(flags), {
      document: { files: results },
      value: results.map(({ rejects, broken, ...rest }) => ({
        ...rest,
        rejected: rejects.length,
        complete: broken === null,
      })),
    });
    const whole = results.every((file) =>
      file.rejects.length === 0 && file.broken === null
    );
    return whole ? EXIT.ok : EXIT.partial;
  },
};

async function loadOne(
  target: CaptureTarget,
  file: string,
  steps: Steps,
  signal: AbortSignal,
): Promise<LoadedFile> {
  const start = performance.now();
  const result = await loadFile(target, file, {
    signal,
    onProgress: ({ share, loaded }: LoadProgress) =>
      steps.progress(`${progressBar(share)}  ${loaded} events from ${file}`),
  });
  steps.done(
    `Loaded ${result.loaded} events from ${file}`,
    performance.now() - start,
  );
  for (const { line, reason } of result.rejects.slice(0, MOST_TOLD)) {
    steps.warn(`${file}:${line}: ${reason}`);
  }
  const more = result.rejects.length - MOST_TOLD;
  if (more > 0) {
    steps.warn(
      `${file}: ${more} more lines rejected; --format json lists all`,
    );
  }
  if (result.broken !== null) {
    steps.warn(`${file}: ${result.broken}; what came before is loaded`);
  }
  return result;
}

async function checkFile(file: string): Promise<void> {
  try {
    const { isFile } = await Deno.stat(file);
    if (!isFile) throw usageFailure(`Cannot load "${file}": it is not a file`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw usageFailure(`Cannot load "${file}": there is no such file`);
    }
    throw error;
  }
}

/** The data directory, or a server on this machine that the environment names. */
async function openTarget(
  env: Environment,
  data: string | undefined,
  steps: Steps,
): Promise<CaptureTarget & AsyncDisposable> {
  if (data === undefined) return servedTarget(env);
  const posthog = await openEmbedded({ data, demo: false }, steps);
  return {
    url: "http://embedded.localhost",
    projectApiKey: posthog.projectApiKey,
    fetch: (request) => posthog.fetch(request),
    [Symbol.asyncDispose]: () => posthog.close(),
  };
}

function servedTarget(env: Environment): CaptureTarget & AsyncDisposable {
  const { apiUrl = "", projectApiKey } = connectionOf(env) ?? {};
  const local = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;
  if (!local.test(apiUrl) || projectApiKey === undefined) {
    throw usageFailure(
      "Cannot load: it is not said where to",
      "Name a directory with --data DIR",
      'Or set the variables that "local serve" prints, to load into a running server',
    );
  }
  return {
    url: apiUrl.replace(/\/+$/, ""),
    projectApiKey,
    fetch: (request) => fetch(request),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
