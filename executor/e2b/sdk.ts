/**
 * The one door to E2B's SDK. It is loaded when the first sandbox is opened:
 * its import takes longer than a whole local run.
 *
 * @module
 */

import type { CommandHandle, ConnectionOpts, Sandbox } from "@e2b/sdk";

/** E2B's own sandbox object. Never print one: it shows its credentials. */
export type SdkSandbox = Sandbox;

/** A running command. */
export type SdkCommand = CommandHandle;

/** Where the SDK connects to, and how. */
export type SdkConnection = ConnectionOpts;

/** What we use of E2B's SDK. */
export type Sdk = Pick<
  typeof import("@e2b/sdk"),
  "Sandbox" | "Secret" | "Template"
>;

/** Loads E2B's SDK; the runtime keeps it from then on. */
export async function loadSdk(): Promise<Sdk> {
  const { Sandbox, Secret, Template } = await import("@e2b/sdk");
  return { Sandbox, Secret, Template };
}
