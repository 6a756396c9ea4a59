/**
 * Giving up on work, whether or not the work itself listens.
 *
 * @module
 */

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

/** Runs `act` later; a timer holds no more than 2^31 - 1 ms, some 25 days. */
export function later(
  act: () => void,
  ms: number,
): ReturnType<typeof setTimeout> {
  return setTimeout(act, Math.min(ms, 2 ** 31 - 1));
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
