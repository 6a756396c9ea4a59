/**
 * Opening the embedded PostHog.
 *
 * @module
 */

import type { EmbeddedPostHog } from "../local/mod.ts";
import { EXIT } from "./exit_code.ts";
import { Failure } from "./failure.ts";
import type { Steps } from "./steps.ts";

/** What is to be opened. */
export interface EmbeddedOptions {
  /** Directory with the data; a temporary one where absent. */
  readonly data: string | undefined;
  /** Whether demo data is put in. */
  readonly demo: boolean;
}

/**
 * Opens the embedded PostHog as one step. Its code, and with it the engine,
 * is loaded only now: who asks PostHog Cloud never pays for it.
 *
 * @throws {Failure} with exit code 3 when the directory cannot be used
 */
export async function openEmbedded(
  { data, demo }: EmbeddedOptions,
  steps: Steps,
): Promise<EmbeddedPostHog> {
  const what = demo ? " with demo data" : "";
  const where = data === undefined ? "" : ` in "${data}"`;
  try {
    return await steps.step(
      `Opened the embedded PostHog${what}${where}`,
      async () => {
        const { openEmbeddedPostHog } = await import("../local/mod.ts");
        return await openEmbeddedPostHog({
          demo,
          ...(data === undefined ? {} : { dataDir: data }),
        });
      },
    );
  } catch (error) {
    throw data !== undefined && isFileError(error)
      ? new Failure(
        `Cannot open the data directory "${data}": ${error.message}`,
        {
          exitCode: EXIT.connection,
          next: ["Name a directory that can be written to, or a new one"],
        },
      )
      : error;
  }
}

function isFileError(error: unknown): error is Error {
  const { AlreadyExists, NotADirectory, NotFound, PermissionDenied } =
    Deno.errors;
  return [AlreadyExists, NotADirectory, NotFound, PermissionDenied]
    .some((kind) => error instanceof kind);
}
