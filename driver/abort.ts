/**
 * Giving up on work, whether or not the work itself listens.
 *
 * @module
 */

import { wrongOption } from "./failure.ts";

/** Settles as `work` does, or with the signal's reason once that fires. */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal?.reason);
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave, { once: true });
    work.then(resolve, reject).finally(() =>
      signal?.removeEventListener("abort", leave)
    );
  });
}

/** A signal that fires as soon as one of these does. */
export function firstOf(
  ...signals: readonly (AbortSignal | undefined)[]
): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/**
 * Does work whose signal fires when `timeoutMs` are over, with what `late`
 * makes of them; `Infinity` leaves it all the time it takes.
 */
export async function within<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  late: (timeoutMs: number) => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!(timeoutMs >= 1)) throw wrongOption("wait", "timeoutMs", "1 or more");
  const clock = new AbortController();
  const timer = setTimeout(
    () => clock.abort(late(timeoutMs)),
    // A timer holds no more, some 25 days.
    Math.min(timeoutMs, 2 ** 31 - 1),
  );
  try {
    return await work(firstOf(clock.signal, signal));
  } finally {
    clearTimeout(timer);
  }
}

/** Waits. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await unlessAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
