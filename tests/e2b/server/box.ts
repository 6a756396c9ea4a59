/**
 * One sandbox: a directory that stands for its disk, real processes, a clock
 * that ends it, and what the API keeps about it.
 *
 * @module
 */

import { dirname, isAbsolute, join, normalize } from "@std/path";
import { BoxProcess, type ProcessConfig } from "./box_process.ts";
import { ConnectFault } from "./connect_wire.ts";
import type { NetworkConfig } from "./network_rules.ts";

/** How long envd remembers a process that has ended. */
const MEMORY_MS = 30_000;

/** What a sandbox is created with. */
export interface BoxOptions {
  /** Matches `^i[a-z0-9]+$`. */
  readonly id: string;
  /** Directory that stands for `/`. */
  readonly root: string;
  /** What it was created from. */
  readonly templateId: string;
  /** Tags. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Environment of every process in it. */
  readonly envVars: Readonly<Record<string, string>>;
  /** Recorded, as sent. */
  readonly network: NetworkConfig | undefined;
  /** What happens at the end of its life. */
  readonly onTimeout: "kill" | "pause";
  /** Called when its life ends. */
  readonly onExpiry: (box: Box) => void;
}

/** One sandbox. */
export class Box {
  /** What it was created with. */
  readonly options: BoxOptions;
  /** What envd asks of every request. */
  readonly accessToken: string = crypto.randomUUID().replaceAll("-", "");
  /** Creation time. */
  readonly startedAt: Date = new Date();
  /** Whether it runs. */
  state: "running" | "paused" = "running";
  /** When its life ends. */
  endAt: Date = new Date();
  readonly #processes: Map<number, BoxProcess> = new Map();
  #clock: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BoxOptions) {
    this.options = options;
  }

  /** Its id. */
  get id(): string {
    return this.options.id;
  }

  /** Directory where relative paths begin. */
  get home(): string {
    return join(this.options.root, "home/user");
  }

  /** Running processes, and those envd still remembers. */
  get processes(): BoxProcess[] {
    return [...this.#processes.values()];
  }

  /** Starts the clock again. */
  endIn(seconds: number): void {
    clearTimeout(this.#clock);
    this.endAt = new Date(Date.now() + seconds * 1000);
    this.#clock = setTimeout(
      () => this.options.onExpiry(this),
      seconds * 1000,
    );
  }

  /** A path of the sandbox as a path of this machine; it cannot lead out. */
  locate(path: string): string {
    const { root } = this.options;
    if (path.startsWith(`${root}/`)) return normalize(path);
    const absolute = isAbsolute(path) ? path : `/home/user/${path}`;
    return join(root, normalize(absolute));
  }

  /** A path of this machine as the sandbox names it. */
  nameOf(location: string): string {
    return location.slice(this.options.root.length);
  }

  /** Starts a process with nothing from this machine but its programs. */
  start(
    { env, ...config }: Omit<ProcessConfig, "cwd"> & { readonly cwd: string },
  ): BoxProcess {
    const cwd = this.locate(config.cwd);
    if (!isDirectory(cwd)) {
      throw new ConnectFault(
        "invalid_argument",
        `cwd '${config.cwd}' does not exist`,
      );
    }
    const process = new BoxProcess({
      ...config,
      cwd,
      env: { ...this.#environment(), ...env },
    });
    this.#processes.set(process.pid, process);
    return process;
  }

  /** A process by its id, also shortly after its end. */
  process(pid: number): BoxProcess {
    const process = this.#processes.get(pid);
    const endedAt = process?.endedAt ?? Infinity;
    if (process === undefined || Date.now() - endedAt > MEMORY_MS) {
      throw new ConnectFault("not_found", `process with pid ${pid} not found`);
    }
    return process;
  }

  /** Stops everything where it is; connections break. */
  pause(): void {
    clearTimeout(this.#clock);
    this.state = "paused";
    for (const process of this.#running()) process.freeze();
  }

  /** Lets it go on. */
  resume(seconds: number): void {
    this.state = "running";
    this.endIn(seconds);
    for (const process of this.#running()) process.thaw();
  }

  /** The machine is gone, with all its processes and files. */
  async destroy(): Promise<void> {
    clearTimeout(this.#clock);
    const ending = this.#running().map((process) => process.destroy());
    await endInheritors(this.id);
    await Promise.all(ending);
    // An upload that is still under way must not fill what is being emptied.
    const gone = `${this.options.root}.gone`;
    await Deno.rename(this.options.root, gone);
    await Deno.remove(gone, { recursive: true });
  }

  #running(): BoxProcess[] {
    return this.processes.filter(({ endedAt }) => endedAt === undefined);
  }

  #environment(): Record<string, string> {
    return {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: this.home,
      USER: "user",
      LOGNAME: "user",
      E2B_SANDBOX: "true",
      E2B_SANDBOX_ID: this.id,
      E2B_TEMPLATE_ID: this.options.templateId,
      ...this.options.envVars,
    };
  }
}

/**
 * Kills every process that has a sandbox's id in its environment: what a
 * process started outlives it, in groups of its own and with no pipe to us.
 * Deno may not read `/proc` without all permissions, so that `sh` does it.
 */
async function endInheritors(id: string): Promise<void> {
  const find = 'cd /proc && grep -lszxF "$1" [0-9]*/environ';
  const kill = `for p in $(${find}); do kill -9 "\${p%/*}"; done 2>/dev/null`;
  // As long as any is found, for one may have started another meanwhile.
  const line = `while [ -n "$(${find})" ]; do ${kill}; done`;
  const { success, stderr } = await new Deno.Command("/bin/sh", {
    args: ["-c", line, "sh", `E2B_SANDBOX_ID=${id}`],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Creates the directories above a file. */
export async function makeParents(location: string): Promise<void> {
  await Deno.mkdir(dirname(location), { recursive: true });
}

function isDirectory(location: string): boolean {
  try {
    return Deno.statSync(location).isDirectory;
  } catch {
    return false;
  }
}
