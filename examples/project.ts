/**
 * What every example starts from: an executor for your project, or for the
 * demo project of the embedded PostHog where the environment names none.
 *
 * @module
 */

import {
  type ExecutorOptions,
  PostHogAgentExecutor,
  type PostHogConnection,
  type RunResult,
} from "@posthog-driver/posthog-driver/executor";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { ZodType } from "zod";

/** Environment variables; `.env.example` lists them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** An executor, and what it needs to be closed with it. */
export interface Project extends AsyncDisposable {
  /** Runs scripts against the project. */
  readonly executor: PostHogAgentExecutor;
}

/** Opens the project that `env` names, else the embedded one. */
export async function openProject(
  env: Env,
  options: Omit<ExecutorOptions, "connection"> = {},
): Promise<Project> {
  await using opened = new AsyncDisposableStack();
  const executor = opened.use(
    env["POSTHOG_PERSONAL_API_KEY"]
      ? PostHogAgentExecutor.fromEnv(env, options)
      : new PostHogAgentExecutor({
        connection: await demoProject(opened),
        ...options,
      }),
  );
  const stack = opened.move();
  return { executor, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function demoProject(
  opened: AsyncDisposableStack,
): Promise<PostHogConnection> {
  const posthog = opened.use(await openEmbeddedPostHog({ demo: true }));
  const { url } = await posthog.serve();
  const { projectId, personalApiKey, projectApiKey } = posthog;
  return { apiUrl: url, projectId, personalApiKey, projectApiKey };
}

/**
 * The result of a run, typed.
 *
 * @throws {Error} The run failed; the message says why and what to do.
 */
export function resultOf<Result>(
  { error, result }: RunResult,
  schema: ZodType<Result>,
): Result {
  if (error === undefined) return schema.parse(result);
  const hint = error.hint === undefined ? "" : `. ${error.hint}`;
  throw new Error(`${error.kind}: ${error.message}${hint}`);
}

/** Shows rows to whoever runs an example. */
export function show(rows: readonly object[]): void {
  // deno-lint-ignore no-console -- examples talk to their reader
  console.table(rows);
}

/** Writes text to whoever runs an example, as it comes. */
export async function write(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}
