/**
 * Serving until Ctrl-C.
 *
 * @module
 */

import { EXIT } from "./exit_code.ts";
import { Failure } from "./failure.ts";

/**
 * Begins to listen.
 *
 * @throws {Failure} with exit code 3 when the address cannot be listened on.
 */
export async function listening<T>(
  serve: () => T | Promise<T>,
  hostname: string,
  port: number,
): Promise<T> {
  try {
    return await serve();
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse
      ? "the port is in use"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new Failure(`Cannot listen on ${hostname}:${port}: ${reason}`, {
      exitCode: EXIT.connection,
      next: ["Choose another port with --port, or any free one with --port 0"],
    });
  }
}

/** Waits for Ctrl-C. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
