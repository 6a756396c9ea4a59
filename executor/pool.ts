/**
 * Keeps sandboxes warm between runs.
 *
 * @module
 */

import type { Sandbox } from "./sandbox.ts";

/** How a pool gets sandboxes, and how many. */
export interface PoolOptions {
  /** Opens a sandbox that lives for `lifetimeMs`. */
  readonly open: (
    lifetimeMs: number,
    signal: AbortSignal | undefined,
  ) => Promise<Sandbox>;
  /** How long a sandbox lives after it was opened, or longer where a run needs it; in milliseconds. */
  readonly lifetimeMs: number;
  /** Most sandboxes at a time. */
  readonly size: number;
  /** How long an idle one stays, in milliseconds. */
  readonly idleMs: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}

/** What a run needs of a sandbox. */
export interface Need {
  /** How long it must still live, in milliseconds. */
  readonly neededMs: number;
  /** Whether no author's own script may have run in it. */
  readonly mustBeClean: boolean;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** A sandbox, lent for one run. */
export interface Lease {
  /** The sandbox. */
  readonly sandbox: Sandbox;
  /** Whether an earlier run had it. */
  readonly isReused: boolean;
  /** Gives it back; an unhealthy one is closed. */
  release(isHealthy: boolean): Promise<void>;
}

/** A sandbox of the pool. */
interface Member {
  readonly sandbox: Sandbox;
  endsAt: number;
  runs: number;
  idleTimer?: ReturnType<typeof setTimeout>;
}

/** Lends each sandbox to one run at a time, the most recently used first. */
export class SandboxPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #idle: Member[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new Set<Promise<void>>();
  #size = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Lends a sandbox, waiting for its turn when all are lent. Where all that
   * are idle are unclean and a clean one is needed, one makes room for it.
   */
  async acquire(need: Need): Promise<Lease> {
    const { neededMs, mustBeClean, signal } = need;
    while (
      this.#fitting(mustBeClean) === undefined &&
      this.#size >= this.#options.size
    ) {
      const unfit = this.#idle[0];
      if (unfit === undefined) await this.#turn(signal);
      else await this.#discard(this.#taken(unfit));
    }
    signal?.throwIfAborted();
    const member = this.#fitting(mustBeClean);
    if (member === undefined) {
      return this.#lease(await this.#open(neededMs, signal));
    }
    this.#taken(member);
    try {
      await this.#prolong(member, neededMs);
    } catch {
      // It ended while nobody looked: another one takes its place.
      await this.#discard(member);
      return await this.acquire(need);
    }
    return this.#lease(member);
  }

  /** Closes all idle sandboxes; lent ones are closed when they come back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const member of [...this.#idle]) this.#close(this.#taken(member));
    await Promise.allSettled(this.#closing);
  }

  /** Clean ones are kept for those who need them, where there is another. */
  #fitting(mustBeClean: boolean): Member | undefined {
    const isClean = ({ sandbox }: Member) => sandbox.isClean === mustBeClean;
    const found = this.#idle.findLast(isClean);
    return found ?? (mustBeClean ? undefined : this.#idle.at(-1));
  }

  #taken(member: Member): Member {
    clearTimeout(member.idleTimer);
    this.#idle.splice(this.#idle.indexOf(member), 1);
    return member;
  }

  async #open(
    neededMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Member> {
    this.#size += 1;
    const { open, now } = this.#options;
    const lifetimeMs = Math.max(this.#options.lifetimeMs, neededMs);
    try {
      const endsAt = now() + lifetimeMs;
      return { sandbox: await open(lifetimeMs, signal), endsAt, runs: 0 };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Each move of its end is a request: only when it is needed. */
  async #prolong(member: Member, neededMs: number): Promise<void> {
    const { now } = this.#options;
    if (member.endsAt - now() >= neededMs) return;
    const lifetimeMs = Math.max(this.#options.lifetimeMs, neededMs);
    await member.sandbox.keepAlive(lifetimeMs);
    member.endsAt = now() + lifetimeMs;
  }

  #lease(member: Member): Lease {
    member.runs += 1;
    return {
      sandbox: member.sandbox,
      isReused: member.runs > 1,
      release: async (isHealthy) => {
        if (isHealthy && !this.#isClosed) this.#rest(member);
        else await this.#discard(member);
      },
    };
  }

  #rest(member: Member): void {
    this.#idle.push(member);
    const timer = setTimeout(() => {
      this.#close(this.#taken(member));
    }, this.#options.idleMs);
    // An idle sandbox must not keep a program from ending.
    Deno.unrefTimer(timer);
    member.idleTimer = timer;
    this.#waiting.shift()?.();
  }

  async #discard(member: Member): Promise<void> {
    this.#close(member);
    await Promise.allSettled(this.#closing);
  }

  #close(member: Member): void {
    this.#leave();
    // A sandbox that cannot be closed ends with its lifetime.
    const closed = Promise.resolve(member.sandbox[Symbol.asyncDispose]())
      .catch(() => {}).finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }

  #leave(): void {
    this.#size -= 1;
    this.#waiting.shift()?.();
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => {
      const place = this.#waiting.indexOf(resolve);
      if (place >= 0) this.#waiting.splice(place, 1);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    this.#waiting.push(resolve);
    await promise.finally(() => signal?.removeEventListener("abort", abort));
    if (!signal?.aborted) return;
    // Given up in the moment of its turn: the next one has it.
    this.#waiting.shift()?.();
    throw signal.reason;
  }
}
