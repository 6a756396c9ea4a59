/**
 * Running one script in an E2B sandbox to its certain end: it starts at most
 * once, a broken connection is taken up again, and when this returns the
 * process is no more.
 *
 * @module
 */

import type { ProcessExit, SandboxCommand } from "../sandbox.ts";
import { commandLine, STARTED_BEFORE } from "./command_line.ts";
import { askLife } from "./life.ts";
import { OutputWatch } from "./output_watch.ts";
import type { SdkCommand, SdkSandbox } from "./sdk.ts";
import { type Symptom, symptomOf } from "./symptom.ts";
import { backoffMs, type Timing } from "./timing.ts";

/** How long is waited for a start or an end that must come soon. */
const GRACE_MS = 3_000;

/** Go's words for signals, in which E2B tells how a process ended. */
const SIGNALS: Readonly<Record<string, string>> = {
  "aborted": "SIGABRT",
  "hangup": "SIGHUP",
  "interrupt": "SIGINT",
  "killed": "SIGKILL",
  "segmentation fault": "SIGSEGV",
  "terminated": "SIGTERM",
};

/** The script ran to its end, whatever that was; its result may be there. */
const UNSEEN = "the connection broke, and the script ended meanwhile";

/** What another try does not mend. */
const HOPELESS: readonly Symptom[] = ["forbidden", "invalid", "unauthorized"];

/** Where a script runs. */
export interface Ground {
  /** E2B's sandbox. */
  readonly sandbox: SdkSandbox;
  /** What runs the script. */
  readonly runtime: "node" | "deno";
  /** Environment of every run. */
  readonly env: Readonly<Record<string, string>>;
  /** Time. */
  readonly timing: Timing;
  /** Tries of a start that did not arrive. */
  readonly maxAttempts: number;
}

/** Runs a script to its end; a bad end is a value. */
export async function runScript(
  ground: Ground,
  command: SandboxCommand,
): Promise<ProcessExit> {
  using watch = new OutputWatch(command);
  return await new Run(ground, command, watch).toEnd();
}

class Run {
  readonly #ground: Ground;
  readonly #command: SandboxCommand;
  readonly #watch: OutputWatch;
  readonly #marker = `.started/${crypto.randomUUID()}`;
  readonly #endAt: number;
  #pid: number | undefined;
  #trouble = "";

  constructor(ground: Ground, command: SandboxCommand, watch: OutputWatch) {
    this.#ground = ground;
    this.#command = command;
    this.#watch = watch;
    this.#endAt = ground.timing.now() + command.timeoutMs;
  }

  async toEnd(): Promise<ProcessExit> {
    for (let attempt = 0; attempt < this.#ground.maxAttempts; attempt++) {
      if (this.#watch.reason !== undefined) return this.#watch.reason;
      if (attempt > 0) await this.#pause(attempt - 1);
      const exit = await this.#attempt(attempt);
      if (exit !== undefined) return exit;
    }
    return await this.#kill(
      lost(`E2B did not answer, though the sandbox lives: ${this.#trouble}`),
    );
  }

  /** The end of the process, or `undefined` where it may be tried again. */
  async #attempt(attempt: number): Promise<ProcessExit | undefined> {
    try {
      const handle = await this.#begin(attempt);
      this.#pid = handle.pid;
      return await this.#follow(handle);
    } catch (error) {
      if (this.#watch.reason !== undefined) {
        return await this.#kill(this.#watch.reason);
      }
      return await this.#explain(error);
    }
  }

  /** Starts the process, or takes it up again. */
  async #begin(attempt: number): Promise<SdkCommand> {
    if (attempt > 0) this.#pid ??= await this.#find();
    if (this.#pid === undefined) return await this.#start();
    const { commands } = this.#ground.sandbox;
    return await commands.connect(this.#pid, this.#listening());
  }

  async #start(): Promise<SdkCommand> {
    const { sandbox, runtime, env, timing } = this.#ground;
    const marker = this.#marker;
    const giveUp = new AbortController();
    const done = new AbortController();
    this.#watch.stopped.then(() => timing.delay(GRACE_MS, done.signal))
      .then(() => giveUp.abort(), () => {});
    const line = commandLine(this.#command, { runtime, marker });
    return await sandbox.commands.run(line, {
      ...this.#listening(),
      background: true,
      envs: { ...env, ...this.#command.env },
      signal: giveUp.signal,
    }).finally(() => done.abort());
  }

  #listening() {
    const { onStdout, onStderr } = this.#watch;
    const left = this.#endAt - this.#ground.timing.now();
    return { onStdout, onStderr, timeoutMs: Math.max(1, left) };
  }

  /** The process's id, where it runs although nobody follows it. */
  async #find(): Promise<number | undefined> {
    const running = await this.#ground.sandbox.commands.list();
    return running.find(({ args }) =>
      args.some((arg) => arg.includes(this.#marker))
    )?.pid;
  }

  async #follow(handle: SdkCommand): Promise<ProcessExit> {
    const waiting = handle.wait();
    const over = waiting.then(() => {}, () => {});
    try {
      const first = await Promise.race([waiting, this.#watch.stopped]);
      if (!("kind" in first)) return { kind: "exited", code: 0 };
      const exit = await this.#kill(first);
      await this.#within(over);
      return exit;
    } catch (error) {
      if (symptomOf(error) === "exited") return this.#exit(handle);
      throw error;
    } finally {
      await handle.disconnect();
      await over;
    }
  }

  /** Waits a little: children of a killed process may hold its output open. */
  async #within(over: Promise<void>): Promise<void> {
    const done = new AbortController();
    const grace = this.#ground.timing.delay(GRACE_MS, done.signal)
      .catch(() => {});
    await Promise.race([over, grace]);
    done.abort();
  }

  async #explain(error: unknown): Promise<ProcessExit | undefined> {
    const text = error instanceof Error ? error.message : String(error);
    if (text.includes("[deadline_exceeded]")) {
      return await this.#kill({ kind: "timeout" });
    }
    if (this.#pid !== undefined && text.includes("[not_found]")) {
      return lost(UNSEEN);
    }
    const life = await askLife(this.#ground.sandbox);
    if (life === "gone") return lost("the sandbox is gone");
    if (life === "paused") return lost("the sandbox was paused");
    if (HOPELESS.includes(symptomOf(error))) {
      return await this.#kill(lost(`E2B refused the command: ${text}`));
    }
    this.#trouble = text;
    if (this.#ground.timing.now() < this.#endAt) return undefined;
    return await this.#kill({ kind: "timeout" });
  }

  #exit({ exitCode = -1, error = "" }: SdkCommand): ProcessExit {
    if (exitCode === STARTED_BEFORE && this.#trouble !== "") {
      return lost(UNSEEN);
    }
    const crashed = exitCode < 0 || exitCode > 128;
    if (crashed && this.#watch.heapExhausted) return { kind: "out_of_memory" };
    if (exitCode >= 0) return { kind: "exited", code: exitCode };
    const word = error.replace(/^signal: /, "").replace(
      / \(core dumped\)$/,
      "",
    );
    return { kind: "killed", signal: SIGNALS[word] ?? word };
  }

  /** Ends the process for certain, the sandbox with it if need be. */
  async #kill(exit: ProcessExit): Promise<ProcessExit> {
    const { sandbox, maxAttempts } = this.#ground;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      try {
        const pid = this.#pid ?? await this.#find();
        if (pid !== undefined) await sandbox.commands.kill(pid);
        return exit;
      } catch {
        if (await askLife(sandbox) === "gone") return exit;
      }
    }
    await sandbox.kill().catch(() => {});
    return exit;
  }

  async #pause(attempt: number): Promise<void> {
    const { timing } = this.#ground;
    const wait = backoffMs(attempt, timing.random());
    const left = Math.max(0, this.#endAt - timing.now());
    await timing.delay(Math.min(wait, left), this.#command.signal)
      .catch(() => {});
  }
}

function lost(reason: string): ProcessExit {
  return { kind: "lost", reason };
}
