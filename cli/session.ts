/**
 * A PostHog and an executor, as flags and environment ask for them.
 *
 * @module
 */

import {
  e2bConnectionFromEnv,
  e2bSandboxes,
  localSandbox,
  PostHogAgentExecutor,
  type SandboxProvider,
} from "../executor/mod.ts";
import type { World } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { Failure } from "./failure.ts";
import type { Flag, ParsedFlags } from "./flags.ts";
import { AUDIT, auditFileOf } from "./audit_file.ts";
import {
  DATA,
  E2B_TEMPLATE,
  KEY_IN_SANDBOX,
  MAX_ROWS,
  OUT,
  QUIET,
  SANDBOX,
  TIMEOUT,
} from "./common_flags.ts";
import { progressBar } from "./progress_bar.ts";
import { countOf, timeoutOf } from "./read_flags.ts";
import { openSource, type Source } from "./source.ts";
import { Steps } from "./steps.ts";

type Environment = World["env"];

/** Flags of every command that runs scripts: {@linkcode openSession} reads them. */
export const SESSION_FLAGS: readonly Flag[] = [
  DATA,
  SANDBOX,
  E2B_TEMPLATE,
  KEY_IN_SANDBOX,
  OUT,
  TIMEOUT,
  MAX_ROWS,
  AUDIT,
  QUIET,
];

/** Everything a command needs to run scripts. */
export interface Session extends AsyncDisposable {
  /** Tells what happens. */
  readonly steps: Steps;
  /** Who answers. */
  readonly source: Source;
  /** Who runs scripts. */
  readonly executor: PostHogAgentExecutor;
}

/** What decides about a session beside the flags. */
export interface SessionOptions {
  /** The demo: embedded PostHog and local sandbox, whatever the environment says. */
  readonly demo?: boolean;
}

/** Opens both; disposing closes both, sandboxes first. */
export async function openSession(
  { env, terminal }: World,
  flags: ParsedFlags,
  { demo = false }: SessionOptions = {},
): Promise<Session> {
  const steps = new Steps(terminal.stderr, {
    quiet: flags.bool("quiet") ?? false,
  });
  await using stack = new AsyncDisposableStack();
  const source = stack.use(
    await openSource({
      env,
      demo,
      data: flags.text("data"),
      steps,
    }),
  );
  const provider = demo ? localSandbox() : sandboxProvider(env, flags, source);
  steps.note(SANDBOX_NOTES[provider.kind]);
  const executor = stack.use(
    new PostHogAgentExecutor({
      connection: await source.connection(),
      provider,
      ...budgets(flags),
      ...(demo ? {} : { auditFile: await auditFileOf(flags) }),
      onProgress: ({ message, done, total }) =>
        steps.progress(progressText(message, done, total)),
    }),
  );
  const opened = stack.move();
  return {
    steps,
    source,
    executor,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const SANDBOX_NOTES: Readonly<Record<SandboxProvider["kind"], string>> = {
  local: "Sandbox: a Deno process on this machine, shut in",
  e2b: "Sandbox: E2B",
};

/**
 * `--sandbox`, or what the environment suggests: E2B with a key for it, unless
 * PostHog itself runs on this machine, where no cloud reaches it.
 */
function sandboxProvider(
  env: Environment,
  flags: ParsedFlags,
  source: Source,
): SandboxProvider {
  const e2b = e2bConnectionFromEnv(env);
  const wanted = flags.text("sandbox");
  if (
    wanted === "local" ||
    (wanted === undefined && (e2b === undefined || source.embedded))
  ) {
    return localSandbox();
  }
  if (e2b === undefined) {
    throw new Failure("Cannot open an E2B sandbox: E2B_API_KEY is not set", {
      exitCode: EXIT.sandbox,
      next: [
        "Set E2B_API_KEY (E2B dashboard, API keys)",
        "Or run on this machine with --sandbox local",
      ],
    });
  }
  if (source.embedded) {
    throw new Failure(
      "Cannot use an E2B sandbox with the embedded PostHog: the cloud cannot reach this machine",
      {
        exitCode: EXIT.usage,
        next: [
          "Set POSTHOG_PERSONAL_API_KEY and POSTHOG_PROJECT_ID to use PostHog",
          "Or run on this machine with --sandbox local",
        ],
      },
    );
  }
  const template = flags.text("e2b-template");
  return e2bSandboxes({
    ...e2b,
    keyInEnvironment: flags.bool("key-in-sandbox") ?? false,
    ...(template === undefined ? {} : { template }),
  });
}

function budgets(flags: ParsedFlags) {
  const timeoutMs = timeoutOf(flags);
  const rows = countOf(flags, "max-rows");
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(rows === undefined ? {} : { budgets: { rows } }),
    artifactsDir: flags.text("out") ?? "artifacts",
  };
}

function progressText(message: string, done?: number, total?: number): string {
  if (done === undefined) return message;
  if (total === undefined || total <= 0) return `${message} (${done})`;
  return `${progressBar(done / total)}  ${message}`;
}
