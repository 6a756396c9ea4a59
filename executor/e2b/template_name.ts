/**
 * Names of templates that hold files: the name ends with the hash of what
 * they hold, so that a sandbox's template tells what need not be sent to it.
 *
 * @module
 */

import { encodeHex } from "@std/encoding";
import type { SandboxFile } from "../sandbox.ts";

const HASH_DIGITS = 16;

/**
 * The name of a template that holds these files.
 *
 * @example
 * ```ts
 * import { templateNameOf } from "./template_name.ts";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * const files = [{ path: "runner.mjs", data: "run()" }];
 * const name = await templateNameOf("posthog", files);
 * assertMatch(name, /^posthog-[0-9a-f]{16}$/);
 * assertEquals(await templateNameOf("posthog", files), name);
 * ```
 */
export async function templateNameOf(
  prefix: string,
  files: readonly SandboxFile[],
): Promise<string> {
  const sorted = files.toSorted((a, b) => a.path < b.path ? -1 : 1);
  const digests = await Promise.all(
    sorted.map(async ({ path, data }) => `${path} ${await sha256(data)}`),
  );
  const digest = await sha256(digests.join("\n"));
  return `${prefix}-${digest.slice(0, HASH_DIGITS)}`;
}

/**
 * What of these files a sandbox of that template still lacks: all of them,
 * or only those of the run where the template holds exactly the rest.
 *
 * @example
 * ```ts
 * import { lackingFiles, templateNameOf } from "./template_name.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const runner = { path: "runner.mjs", data: "run()" };
 * const script = { path: "run/1/script.mjs", data: "1" };
 * const baked = await templateNameOf("posthog", [runner]);
 * assertEquals(await lackingFiles(baked, [runner, script]), [script]);
 * assertEquals(await lackingFiles("base", [runner, script]), [runner, script]);
 * ```
 */
export async function lackingFiles(
  template: string,
  files: readonly SandboxFile[],
): Promise<readonly SandboxFile[]> {
  const prefix = /^(.+)-[0-9a-f]{16}$/.exec(template)?.[1];
  if (prefix === undefined) return files;
  const fixed = files.filter(({ path }) => !path.startsWith("run/"));
  const same = await templateNameOf(prefix, fixed) === template;
  return same ? files.filter((file) => !fixed.includes(file)) : files;
}

async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : new Uint8Array(data);
  return encodeHex(await crypto.subtle.digest("SHA-256", bytes));
}
