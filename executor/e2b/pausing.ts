/**
 * Sandboxes that sleep between uses: paused when given back, and woken up by
 * the next who needs one of the same kind.
 *
 * @module
 */

import { encodeHex } from "@std/encoding";
import type { SandboxRequest } from "../sandbox.ts";
import type { Settings } from "./options.ts";
import type { Reach } from "./reach.ts";
import type { Sdk, SdkSandbox } from "./sdk.ts";

/**
 * A directory that exists while somebody uses the sandbox. Making it succeeds
 * for one of those who wake the same sandbox at the same time.
 */
const CLAIM = ".in-use";

/**
 * What makes two sandboxes interchangeable: what they were created from, what
 * they may reach, and whose data has been in them.
 */
export async function kindOf(
  { connection: { apiUrl, projectId, personalApiKey } }: SandboxRequest,
  { hosts, keyHost }: Reach,
  { template }: Settings,
): Promise<string> {
  const parts = [template, hosts, keyHost, apiUrl, projectId, personalApiKey];
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return encodeHex(digest).slice(0, 20);
}

/** Wakes a sleeping sandbox of that kind, where there is one. */
export async function wake(
  sdk: Sdk,
  { connection }: Settings,
  metadata: Record<string, string>,
  lifetimeMs: number,
): Promise<SdkSandbox | undefined> {
  try {
    const query = { metadata, state: ["paused" as const] };
    const pages = sdk.Sandbox.list({ ...connection, query });
    while (pages.hasNext) {
      for (const { sandboxId } of await pages.nextItems()) {
        const sandbox = await claim(sdk, connection, sandboxId, lifetimeMs);
        if (sandbox !== undefined) return sandbox;
      }
    }
  } catch {
    // A new sandbox serves as well, and says what is wrong where it does not.
  }
  return undefined;
}

/** Puts a sandbox to sleep, or ends it where that fails. */
export async function putToSleep(sandbox: SdkSandbox): Promise<void> {
  try {
    await sandbox.files.remove(CLAIM);
    await sandbox.pause();
  } catch {
    await sandbox.kill().catch(() => {});
  }
}

async function claim(
  sdk: Sdk,
  connection: Settings["connection"],
  id: string,
  lifetimeMs: number,
): Promise<SdkSandbox | undefined> {
  const sandbox = await sdk.Sandbox.connect(id, {
    ...connection,
    timeoutMs: lifetimeMs,
  });
  return await sandbox.files.makeDir(CLAIM) ? sandbox : undefined;
}
