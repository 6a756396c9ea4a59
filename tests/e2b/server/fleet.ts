/**
 * All sandboxes of the account, and the limits it has.
 *
 * @module
 */

import { join } from "@std/path";
import { ApiFault } from "./api_fault.ts";
import { Box, type BoxOptions } from "./box.ts";

/** What the account may do. */
export interface AccountLimits {
  /** Creates per second; unlimited when absent. */
  createsPerSecond?: number;
  /** Sandboxes at a time, paused ones not counted; unlimited when absent. */
  maxRunning?: number;
  /** Sent with a 429, in whole seconds; not sent when absent. */
  retryAfterSeconds?: number;
}

/** Where a template's files lie, and what it is called. */
export interface BuiltTemplate {
  /** Id. */
  readonly id: string;
  /** Directory that stands for `/`; absent for E2B's own templates. */
  readonly root?: string;
}

/** Longest life the account may ask for. */
const MAX_LIFE_SECONDS = 86_400;

/** All sandboxes of the account. */
export class Fleet {
  /** What the account may do; a test changes it as it likes. */
  readonly limits: AccountLimits = {};
  readonly #boxes: Map<string, Box> = new Map();
  readonly #ending: Set<Promise<void>> = new Set();
  readonly #directory: string;
  readonly #nodeDirectory: string | undefined;
  #lastCreate = -Infinity;

  constructor(directory: string, nodeDirectory: string | undefined) {
    this.#directory = directory;
    this.#nodeDirectory = nodeDirectory;
  }

  /** Running and paused sandboxes, oldest first. */
  all(): Box[] {
    return [...this.#boxes.values()];
  }

  /** A sandbox by its id. */
  get(id: string): Box | undefined {
    return this.#boxes.get(id);
  }

  /** A sandbox by its id, or the API's 404. */
  require(id: string): Box {
    const box = this.#boxes.get(id);
    if (box === undefined) {
      throw new ApiFault(
        404,
        `sandbox "${id}" doesn't exist or you don't have access to it`,
      );
    }
    return box;
  }

  /** Creates one, where the limits allow it. */
  async create(
    template: BuiltTemplate,
    options: Pick<BoxOptions, "metadata" | "envVars" | "network" | "onTimeout">,
    seconds: number,
  ): Promise<Box> {
    checkLife(seconds);
    this.#checkLimits();
    const id = newId();
    const root = await Deno.realPath(
      await Deno.makeTempDir({ dir: this.#directory, prefix: `${id}_` }),
    );
    const box = new Box({
      ...options,
      id,
      root,
      templateId: template.id,
      onExpiry: (expired) => this.expire(expired),
    });
    this.#boxes.set(id, box);
    box.endIn(seconds);
    await this.#furnish(box, template);
    return box;
  }

  /** Ends a sandbox; `false` where there is none. */
  kill(id: string): boolean {
    const box = this.#boxes.get(id);
    if (box === undefined) return false;
    this.#boxes.delete(id);
    const ending = box.destroy().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return true;
  }

  /** What happens when a life ends. */
  expire(box: Box): void {
    if (box.options.onTimeout === "pause") box.pause();
    else this.kill(box.id);
  }

  /** Ends all sandboxes and waits until nothing of them is left. */
  async close(): Promise<void> {
    for (const id of this.#boxes.keys()) this.kill(id);
    await Promise.all(this.#ending);
  }

  #checkLimits(): void {
    const { createsPerSecond = Infinity, maxRunning = Infinity } = this.limits;
    const seconds = this.limits.retryAfterSeconds;
    const headers: Record<string, string> = seconds === undefined
      ? {}
      : { "Retry-After": String(seconds) };
    const now = performance.now();
    if (now - this.#lastCreate < 1000 / createsPerSecond) {
      throw new ApiFault(
        429,
        "Rate limit exceeded for sandbox creation",
        headers,
      );
    }
    const running = this.all().filter(({ state }) => state === "running");
    if (running.length >= maxRunning) {
      throw new ApiFault(
        429,
        `you have reached the maximum number of concurrent E2B sandboxes (${maxRunning})`,
        headers,
      );
    }
    this.#lastCreate = now;
  }

  async #furnish(box: Box, { root }: BuiltTemplate): Promise<void> {
    await Deno.mkdir(box.home, { recursive: true });
    if (root !== undefined) {
      await new Deno.Command("cp", {
        args: ["-a", `${root}/.`, box.options.root],
      })
        .output();
    }
    if (this.#nodeDirectory === undefined) return;
    await Deno.writeTextFile(
      join(box.home, ".bash_profile"),
      `export PATH="${this.#nodeDirectory}:$PATH"\n`,
    );
  }
}

/** The life a request asks for must be one that E2B grants. */
export function checkLife(seconds: number): void {
  if (seconds <= 0) throw new ApiFault(400, "Timeout must be greater than 0");
  if (seconds > MAX_LIFE_SECONDS) {
    throw new ApiFault(
      400,
      `Timeout cannot be greater than ${MAX_LIFE_SECONDS / 3600} hours`,
    );
  }
}

function newId(): string {
  return `i${crypto.randomUUID().replaceAll("-", "").slice(0, 19)}`;
}
