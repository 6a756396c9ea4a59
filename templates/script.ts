/**
 * What a script gets.
 *
 * @module
 */

import type { PostHogClient } from "../driver/mod.ts";

/** A file that a script left behind. */
export interface ArtifactInfo {
  /** As the script named it. */
  readonly name: string;
  /** Its size. */
  readonly bytes: number;
  /** Its digest, in hex. */
  readonly sha256: string;
}

/** What may become the content of a file. */
export type ArtifactContent =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/** The one argument of a script's default export. */
export interface ScriptContext<Params = Record<string, unknown>> {
  /** Talks to the project the run is for. */
  readonly client: PostHogClient;
  /** The parameters, checked, defaults filled in. */
  readonly params: Params;
  /** Says what goes on; `done` of `total`, where these are known. */
  readonly progress: (message: string, done?: number, total?: number) => void;
  /** Writes a file that outlives the sandbox, in one pass and constant memory. */
  readonly artifact: (
    name: string,
    content: ArtifactContent,
  ) => Promise<ArtifactInfo>;
}
