/**
 * Finding forgotten sandboxes by their tags, and ending them.
 *
 * @module
 */

import { type E2BConnection, sdkConnection } from "./options.ts";
import { loadSdk, type Sdk, type SdkConnection } from "./sdk.ts";

/** Which sandboxes {@linkcode reapSandboxes} ends. */
export interface ReapOptions {
  /** Tags that all must match, beside this toolkit's own. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Only sandboxes created longer ago than this, in milliseconds, so that
   * those in use are left alone.
   *
   * @default 3_600_000
   */
  readonly olderThanMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * Ends sandboxes, running or paused, that this toolkit created and did not
 * end: after a crash, or with `whenDone: "pause"`. Returns their ids.
 *
 * @example End what any earlier run has left
 * ```ts ignore
 * import { reapSandboxes } from "@posthog-driver/posthog-driver/executor";
 *
 * const ended = await reapSandboxes({ apiKey: "e2b_…" });
 * console.log(`${ended.length} sandboxes ended`);
 * ```
 */
export async function reapSandboxes(
  connection: E2BConnection,
  { metadata = {}, olderThanMs = 3_600_000, now = Date.now }: ReapOptions = {},
): Promise<string[]> {
  const tags = { ...metadata, app: "posthog-driver" };
  return await killTagged(
    await loadSdk(),
    sdkConnection(connection),
    tags,
    now() - olderThanMs,
  );
}

/** Ends sandboxes with these tags that were created before a time. */
export async function killTagged(
  sdk: Sdk,
  connection: SdkConnection,
  metadata: Record<string, string>,
  startedBefore: number = Infinity,
): Promise<string[]> {
  const pages = sdk.Sandbox.list({ ...connection, query: { metadata } });
  const ids: string[] = [];
  while (pages.hasNext) {
    for (const { sandboxId, startedAt } of await pages.nextItems()) {
      if (startedAt.getTime() <= startedBefore) ids.push(sandboxId);
    }
  }
  const ended = await Promise.all(
    ids.map((id) => sdk.Sandbox.kill(id, connection)),
  );
  return ids.filter((_, index) => ended[index]);
}
