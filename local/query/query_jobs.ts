/**
 * Queries that answer later: asked for, looked after, forgotten in time
 * ("PostHog API, async protocol").
 *
 * @module
 */

import { ApiError } from "../http/api_error.ts";
import type { ReadProgress } from "../store/engine.ts";

/** A finished or running query can be asked about this long. */
const KEPT_MS = 600_000;

/** One query that answers later. */
export interface QueryJob {
  /** Its id, the client's own where it gave one. */
  readonly id: string;
  /** When it was asked for. */
  readonly startedAt: Date;
  /** When it was finished. */
  endedAt: Date | undefined;
  /** Body of the answer, as JSON text. */
  answer: string | undefined;
  /** What went wrong. */
  error: ApiError | undefined;
}

/** All of them. */
export class QueryJobs {
  readonly #jobs = new Map<string, QueryJob>();
  readonly #running = new Set<Promise<void>>();
  readonly #now: () => Date;

  /** By a clock. */
  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Starts one; the same id gives the one that is still running. */
  start(id: string, answer: () => Promise<string>): QueryJob {
    const known = this.find(id);
    if (known !== undefined && known.endedAt === undefined) return known;
    const job: QueryJob = {
      id,
      startedAt: this.#now(),
      endedAt: undefined,
      answer: undefined,
      error: undefined,
    };
    this.#jobs.set(id, job);
    const work = this.#finish(job, answer)
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
    return job;
  }

  /** One that is not forgotten yet. */
  find(id: string): QueryJob | undefined {
    const now = this.#now().getTime();
    for (const [key, job] of this.#jobs) {
      const ended = job.endedAt?.getTime();
      if (ended !== undefined && now - ended > KEPT_MS) this.#jobs.delete(key);
    }
    return this.#jobs.get(id);
  }

  /** Forgets one. */
  forget(id: string): void {
    this.#jobs.delete(id);
  }

  /** Waits until none is running. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** How PostHog describes one, as the body of an answer. */
  describe(
    job: QueryJob,
    teamId: number,
    progress: ReadProgress | null = null,
  ): string {
    const { id, startedAt, endedAt, answer, error } = job;
    const start = startedAt.toISOString();
    const status = JSON.stringify({
      id,
      team_id: teamId,
      complete: endedAt !== undefined,
      error: error !== undefined,
      error_message: error?.body.detail ?? null,
      query_async: true,
      start_time: start,
      pickup_time: start,
      end_time: endedAt?.toISOString() ?? null,
      expiration_time: expiry(endedAt ?? startedAt),
      task_id: id,
      labels: null,
      insight_id: null,
      dashboard_id: null,
      query_progress: progress,
    });
    const results = answer ?? "null";
    return `{"query_status":${status.slice(0, -1)},"results":${results}}}`;
  }

  async #finish(job: QueryJob, answer: () => Promise<string>): Promise<void> {
    try {
      job.answer = await answer();
    } catch (error) {
      job.error = error instanceof ApiError ? error : new ApiError(500, {
        type: "server_error",
        code: "error",
        detail: error instanceof Error ? error.message : String(error),
      });
    }
    job.endedAt = this.#now();
  }
}

function expiry(from: Date): string {
  return new Date(from.getTime() + KEPT_MS).toISOString();
}
