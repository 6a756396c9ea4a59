/**
 * Ctrl-C: the first time everything is stopped and cleaned up, the second
 * time the process ends at once.
 *
 * @module
 */

import { EXIT } from "./exit_code.ts";
import type { Screen } from "./terminal.ts";

/** Turns signals of the system into one that aborts work. */
export interface Interrupts extends Disposable {
  /** Aborts at the first Ctrl-C (SIGINT) or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Listens until disposed. */
export function listenForInterrupts(screen: Screen): Interrupts {
  const controller = new AbortController();
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  const stop = () => {
    if (controller.signal.aborted) Deno.exit(EXIT.interrupted);
    controller.abort(new DOMException("Interrupted", "AbortError"));
    screen.write("\nStopping and cleaning up; Ctrl-C again ends at once\n");
  };
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of signals) Deno.removeSignalListener(signal, stop);
    },
  };
}
