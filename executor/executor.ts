/**
 * Runs templates and scripts in sandboxes: the whole story.
 *
 * @module
 */

import {
  type Template,
  type TemplateCatalogue,
  templates,
} from "../templates/mod.ts";
import { appendAudit } from "./audit/log.ts";
import { type AuditRecord, recordOf } from "./audit/record.ts";
import { batch, type BatchItem, type BatchOptions } from "./batch.ts";
import { connectionFromEnv } from "./connection.ts";
import { frame } from "./frame.ts";
import { HogQLCheck } from "./hogql_check.ts";
import { localSandbox } from "./local/provider.ts";
import {
  type ExecutorOptions,
  limitsOf,
  type RunLimits,
  type RunOptions,
  type ScriptOptions,
} from "./options.ts";
import { type Lease, SandboxPool } from "./pool.ts";
import { type Attempt, newRunId, report } from "./report.ts";
import type { ResultOf, RunResult } from "./result.ts";
import { type Run, runUploaded, upload } from "./run.ts";
import { adviceOf, reasonOf, RunFailure } from "./run_error.ts";
import type { SandboxProvider } from "./sandbox.ts";
import {
  type CheckHogQL,
  type Script,
  scriptOfAuthor,
  scriptOfTemplate,
  templateNamed,
} from "./script.ts";

/** A sandbox outlives the run it was opened for, so that it can be read. */
const MARGIN_MS = 60_000;

/** Runs that an executor remembers. */
const KEPT_RUNS = 100;

/**
 * Runs templates and scripts in sandboxes. A run that fails is a value, not
 * an exception: look at `success`.
 *
 * @example
 * ```ts
 * import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new PostHogAgentExecutor({
 *   connection: {
 *     apiUrl: "https://us.posthog.com",
 *     projectId: "12345",
 *     personalApiKey: "phx_example",
 *   },
 * });
 * const run = await executor.executeScript(
 *   "export default ({ params }) => params.a + params.b;",
 *   { params: { a: 1, b: 2 } },
 * );
 * assertEquals(run.result, 3);
 * ```
 */
export class PostHogAgentExecutor implements AsyncDisposable {
  readonly #options: ExecutorOptions;
  readonly #provider: SandboxProvider;
  readonly #catalogue: TemplateCatalogue;
  readonly #hogql: HogQLCheck;
  readonly #pool: SandboxPool;
  readonly #runs: AuditRecord[] = [];
  readonly #underWay: Set<Promise<RunResult>> = new Set();
  readonly #closing: AbortController = new AbortController();
  #last: Script | undefined;

  /** Makes an executor; the first sandbox is opened by the first run. */
  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#provider = options.provider ?? localSandbox();
    this.#catalogue = options.templates ?? templates;
    const { checkNames = true, connection } = options;
    this.#hogql = new HogQLCheck(checkNames ? connection : undefined);
    const { timeoutMs } = limitsOf(options, {});
    const idleMs = options.idleMs ?? 60_000;
    const lifetimeMs = timeoutMs + idleMs + MARGIN_MS;
    this.#pool = new SandboxPool({
      open: (lifetimeMs, signal) => this.#open(lifetimeMs, signal),
      lifetimeMs,
      size: options.maxSandboxes ?? 4,
      idleMs,
      now: Date.now,
    });
  }

  /**
   * Makes an executor for the project that environment variables name:
   * `POSTHOG_PERSONAL_API_KEY`, `POSTHOG_PROJECT_ID`, `POSTHOG_API_URL`,
   * `POSTHOG_PROJECT_API_KEY`.
   *
   * @throws {Error} naming a variable that is missing or ill-formed
   */
  static fromEnv(
    env: Readonly<Record<string, string | undefined>>,
    options: Omit<ExecutorOptions, "connection"> = {},
  ): PostHogAgentExecutor {
    const connection = connectionFromEnv(env);
    return new PostHogAgentExecutor({ ...options, connection });
  }

  /** Fills in a template's parameters and runs it. */
  executeTemplate<T extends Template>(
    template: T,
    params?: Readonly<Record<string, unknown>>,
    options?: RunOptions,
  ): Promise<RunResult<ResultOf<T>>>;
  /** Runs the template of that name. */
  executeTemplate(
    template: string,
    params?: Readonly<Record<string, unknown>>,
    options?: RunOptions,
  ): Promise<RunResult>;
  async executeTemplate(
    template: string | Template,
    params: Readonly<Record<string, unknown>> = {},
    options: RunOptions = {},
  ): Promise<RunResult> {
    return await this.#execute(options, async (check) => {
      const found = typeof template === "string"
        ? templateNamed(template, this.#catalogue)
        : template;
      return await scriptOfTemplate(found, params, check);
    });
  }

  /** Runs an author's own script, JavaScript or TypeScript. */
  async executeScript(
    code: string,
    options: ScriptOptions = {},
  ): Promise<RunResult> {
    return await this.#execute(
      options,
      (check) => scriptOfAuthor(code, options, check),
    );
  }

  /** Runs many, each in its own sandbox; results come in the order of items. */
  async batchExecute(
    items: readonly BatchItem[],
    options: BatchOptions = {},
  ): Promise<RunResult[]> {
    return await batch(this, items, options);
  }

  /** The latest runs of this executor, oldest first, as the audit has them. */
  runs(): readonly AuditRecord[] {
    return this.#runs;
  }

  /** What ran last, exactly as it went into the sandbox. */
  lastScript(): Script | undefined {
    return this.#last;
  }

  /** Gives up runs under way, then closes all sandboxes and the provider. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    // A sandbox taken from under a run would make its end look like another.
    await Promise.allSettled(this.#underWay);
    await this.#pool[Symbol.asyncDispose]();
    await this.#provider[Symbol.asyncDispose]();
  }

  async #execute(
    options: RunOptions,
    prepare: (check: CheckHogQL) => Promise<Script>,
  ): Promise<RunResult> {
    const { signal: given } = options;
    const { signal: closing } = this.#closing;
    const signal = given ? AbortSignal.any([given, closing]) : closing;
    const run = this.#attempt({ ...options, signal }, prepare);
    this.#underWay.add(run);
    return await run.finally(() => this.#underWay.delete(run));
  }

  async #attempt(
    options: RunOptions,
    prepare: (check: CheckHogQL) => Promise<Script>,
  ): Promise<RunResult> {
    const { signal } = options;
    const attempt: Attempt = { id: newRunId(), startedAt: performance.now() };
    try {
      const script = await prepare((source) =>
        this.#hogql.check(source, signal)
      );
      attempt.script = script;
      this.#last = script;
      const limits = limitsOf(this.#options, options, script.template);
      await this.#run(attempt, script, allowed(script, limits));
    } catch (error) {
      attempt.failure = failureOf(error, signal);
    }
    const { connection } = this.#options;
    const result = report(attempt, connection, this.#provider.kind);
    return await this.#audit(attempt, result);
  }

  /** An answer is not lost because it could not be written down. */
  async #audit(attempt: Attempt, result: RunResult): Promise<RunResult> {
    const record = await recordOf(attempt, result);
    this.#runs.push(record);
    if (this.#runs.length > KEPT_RUNS) this.#runs.shift();
    const { auditFile, connection } = this.#options;
    if (auditFile === undefined) return result;
    try {
      await appendAudit(auditFile, record, connection.personalApiKey);
      return result;
    } catch (error) {
      const warning = `The run is missing in the audit trail: ${
        reasonOf(error)
      }`;
      const warnings = [...result.envelope.warnings, warning];
      return { ...result, envelope: { ...result.envelope, warnings } };
    }
  }

  async #run(
    attempt: Attempt,
    script: Script,
    limits: RunLimits,
  ): Promise<void> {
    const run = {
      id: attempt.id,
      script,
      frame: await frame(),
      limits,
      secret: this.#options.connection.personalApiKey,
    };
    attempt.driverHash = run.frame.driverHash;
    const lease = await this.#place(run);
    attempt.lease = lease;
    let isHealthy = false;
    try {
      attempt.verdict = await runUploaded(lease, run);
      isHealthy = attempt.verdict.isHealthy;
    } finally {
      await lease.release(isHealthy);
    }
  }

  /** A sandbox with the script in it. A warm one may have ended: try another. */
  async #place(run: Run): Promise<Lease> {
    for (;;) {
      const { timeoutMs, signal } = run.limits;
      const lease = await this.#pool.acquire({
        neededMs: timeoutMs + MARGIN_MS,
        mustBeClean: run.script.template !== undefined,
        signal,
      });
      try {
        await upload(lease, run);
        return lease;
      } catch (error) {
        await lease.release(false);
        if (!lease.isReused || signal?.aborted) throw error;
      }
    }
  }

  async #open(lifetimeMs: number, signal: AbortSignal | undefined) {
    try {
      return await this.#provider.open({
        connection: this.#options.connection,
        lifetimeMs,
        metadata: { app: "posthog-driver" },
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      throw new RunFailure(
        "sandbox_start",
        `Cannot start a sandbox: ${reasonOf(error)}`,
        adviceOf(error),
      );
    }
  }
}

/** A template that does not say that it writes must not. */
function allowed({ template }: Script, limits: RunLimits): RunLimits {
  return template === undefined || template.writes
    ? limits
    : { ...limits, budgets: { ...limits.budgets, writes: 0 } };
}

/** What the caller broke off is that, whatever step it broke. */
function failureOf(
  error: unknown,
  signal: AbortSignal | undefined,
): RunFailure {
  if (signal?.aborted) {
    return new RunFailure("aborted", "The caller gave up the run");
  }
  if (error instanceof RunFailure) return error;
  throw error;
}
