/**
 * Sandboxes of E2B.
 *
 * @module
 */

import type { Sandbox, SandboxProvider, SandboxRequest } from "../sandbox.ts";
import { E2BSandbox } from "./e2b_sandbox.ts";
import { E2BError } from "./error.ts";
import { APP_TAG, createSandbox } from "./opening.ts";
import { type E2BOptions, type Settings, settingsOf } from "./options.ts";
import { kindOf, putToSleep, wake } from "./pausing.ts";
import { type Reach, reachOf } from "./reach.ts";
import { loadSdk, type Sdk, type SdkSandbox } from "./sdk.ts";
import { storeKey } from "./secret.ts";
import { Pace, Places } from "./timing.ts";

/**
 * Sandboxes of E2B. The personal API key stays outside of them: E2B adds it
 * to requests on their way to PostHog, and nothing but PostHog can be
 * reached. Where the account lacks that, opening a sandbox fails and says
 * how to choose otherwise.
 *
 * @example
 * ```ts ignore
 * import { e2bSandboxes } from "@posthog-driver/posthog-driver/executor";
 *
 * await using provider = e2bSandboxes({ apiKey: "e2b_…" });
 * await using sandbox = await provider.open({
 *   connection: {
 *     apiUrl: "https://us.posthog.com",
 *     projectId: "1",
 *     personalApiKey: "phx_…",
 *   },
 *   lifetimeMs: 120_000,
 *   metadata: { run: "1" },
 * });
 * ```
 */
export function e2bSandboxes(options: E2BOptions): SandboxProvider {
  return new E2BProvider(settingsOf(options));
}

class E2BProvider implements SandboxProvider {
  readonly kind = "e2b" as const;
  readonly #settings: Settings;
  readonly #places: Places;
  readonly #pace: Pace;
  readonly #unfinished: Set<Promise<unknown>> = new Set();
  readonly #secretNames: Map<string, Promise<string>> = new Map();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#places = new Places(settings.maxSandboxes);
    this.#pace = new Pace(settings.createsPerSecond, settings.timing);
  }

  async open(request: SandboxRequest): Promise<Sandbox> {
    const reach = reachOf(request.connection, this.#settings);
    await this.#places.take(request.signal).catch((cause) => {
      throw new E2BError(
        "aborted",
        "Stopped waiting for a free sandbox: it was aborted",
        { hint: "Start again when you are ready", cause },
      );
    });
    try {
      return await this.#openInPlace(request, reach);
    } catch (error) {
      this.#places.free();
      throw error;
    }
  }

  /** Waits for what was given up but may still be under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#unfinished);
  }

  async #openInPlace(request: SandboxRequest, reach: Reach): Promise<Sandbox> {
    const settings = this.#settings;
    const sdk = await loadSdk();
    const secretName = reach.keyHost === undefined
      ? undefined
      : await this.#secretName(sdk, request.connection.personalApiKey);
    const kind = { kind: await kindOf(request, reach, settings) };
    const sleeping = settings.whenDone === "pause"
      ? await wake(sdk, settings, { ...APP_TAG, ...kind }, request.lifetimeMs)
      : undefined;
    const sandbox = sleeping ?? await createSandbox({
      sdk,
      settings,
      reach,
      secretName,
      pace: this.#pace,
      unfinished: this.#unfinished,
    }, { ...request, metadata: { ...request.metadata, ...kind } });
    return new E2BSandbox({
      sandbox,
      settings,
      env: reach.runEnv,
      endAt: settings.timing.now() + request.lifetimeMs,
      onDone: (mayBeUsedAgain) => this.#giveBack(sandbox, mayBeUsedAgain),
    });
  }

  async #giveBack(
    sandbox: SdkSandbox,
    mayBeUsedAgain: boolean,
  ): Promise<void> {
    const { whenDone } = this.#settings;
    if (whenDone === "pause" && mayBeUsedAgain) await putToSleep(sandbox);
    // Its clock ends it where E2B cannot be reached now.
    else await sandbox.kill().catch(() => {});
    this.#places.free();
  }

  async #secretName(sdk: Sdk, key: string): Promise<string> {
    const { secretName, connection } = this.#settings;
    if (secretName !== undefined) return secretName;
    const known = this.#secretNames.get(key);
    if (known !== undefined) return await known;
    const storing = storeKey(sdk, connection, key);
    this.#secretNames.set(key, storing);
    // What failed once may succeed the next time.
    storing.catch(() => this.#secretNames.delete(key));
    return await storing;
  }
}
