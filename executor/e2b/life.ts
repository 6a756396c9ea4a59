/**
 * Asking a sandbox whether it lives.
 *
 * @module
 */

import type { SdkSandbox } from "./sdk.ts";

/** How long an answer may take. */
const ASK_MS = 5_000;

/** What is known about a sandbox. */
export type Life = "running" | "paused" | "gone" | "unknown";

/**
 * Asks the sandbox, and where it does not answer, E2B. Only E2B's word that
 * there is no such sandbox counts as its end: the edge answers 502 for other
 * reasons too.
 */
export async function askLife(sandbox: SdkSandbox): Promise<Life> {
  const options = { requestTimeoutMs: ASK_MS };
  try {
    if (await sandbox.isRunning(options)) return "running";
  } catch {
    // The edge is in trouble; the control plane may know more.
  }
  try {
    return (await sandbox.getInfo(options)).state;
  } catch (error) {
    const missing = error instanceof Error &&
      error.name === "SandboxNotFoundError";
    return missing ? "gone" : "unknown";
  }
}
