/**
 * Lets a few through at a time, in the order they came.
 *
 * @module
 */

/** Runs a work when its turn comes; a work given up meanwhile never starts. */
export type Gate = <T>(
  work: () => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

/** Makes a gate for so many works at once. */
export function gateFor(most: number): Gate {
  const waiting = new Set<() => void>();
  let free = most;

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        waiting.delete(enter);
        signal.removeEventListener("abort", leave);
        resolve();
      };
      waiting.add(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  return async (work, signal) => {
    signal.throwIfAborted();
    if (free > 0) free--;
    else await turn(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) next();
      else free++;
    }
  };
}
