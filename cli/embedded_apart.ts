/**
 * The embedded PostHog in a process of its own, for commands that read stdin
 * themselves: the engine would read it too.
 *
 * @module
 */

import { TextLineStream } from "@std/streams";
import { z } from "zod";
import type { PostHogConnection } from "../executor/mod.ts";
import { EXIT } from "./exit_code.ts";
import { Failure } from "./failure.ts";

const PROGRAM_FILE = new URL("../cli.ts", import.meta.url);

const ADDRESS = z.object({
  url: z.string(),
  project_id: z.string(),
  personal_api_key: z.string(),
  project_api_key: z.string(),
});

/** An embedded PostHog elsewhere on this machine. */
export interface EmbeddedApart extends AsyncDisposable {
  /** How to reach it. */
  readonly connection: PostHogConnection;
}

/**
 * Starts `local serve` as a child that ends with this process.
 *
 * @throws {Failure} with exit code 3 when it cannot be started; it has said
 * why on stderr.
 */
export async function openEmbeddedApart(
  data: string | undefined,
): Promise<EmbeddedApart> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", PROGRAM_FILE.href, "local", "serve"],
      ...["--port", "0", "--format", "json", "--with-parent", "--quiet"],
      ...(data === undefined ? [] : ["--data", data]),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())
    .getReader();
  const { value } = await lines.read();
  if (value === undefined || value === null) {
    await child.status;
    throw new Failure("Cannot open the embedded PostHog: see above", {
      exitCode: EXIT.connection,
    });
  }
  const address = ADDRESS.parse(JSON.parse(String(value)));
  return {
    connection: {
      apiUrl: address.url,
      projectId: address.project_id,
      personalApiKey: address.personal_api_key,
      projectApiKey: address.project_api_key,
    },
    async [Symbol.asyncDispose]() {
      // Ctrl-C reaches the whole group: it may have ended already.
      try {
        child.kill("SIGTERM");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      await lines.cancel();
      await child.status;
    },
  };
}
