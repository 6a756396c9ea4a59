/** Runs a template's script in this process. */

import {
  parseParameters,
  type ScriptContext,
  type Template,
} from "../../templates/mod.ts";
import { PostHogClient } from "../../driver/mod.ts";
import type { EmbeddedPostHog } from "../../local/mod.ts";
import { assertEquals } from "@std/assert";

export interface Run {
  readonly result: Record<string, unknown> & {
    rows: Record<string, unknown>[];
  };
  readonly params: Record<string, unknown>;
  /** Files it left, by name. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export function clientOf(posthog: EmbeddedPostHog): PostHogClient {
  return new PostHogClient({
    apiUrl: "http://posthog.test",
    projectId: posthog.projectId,
    personalApiKey: posthog.personalApiKey,
    projectApiKey: posthog.projectApiKey,
    fetch: posthog.fetch,
  });
}

/** Runs it and checks the answer against the template's own result schema. */
export async function runScript(
  template: Template,
  client: PostHogClient,
  given: Record<string, unknown> = {},
): Promise<Run> {
  const script = await import(`../../templates/scripts/${template.name}.js`);
  const params = parseParameters(template, given);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const artifact: ScriptContext["artifact"] = async (name, content) => {
    const bytes = await bytesOf(content);
    files.set(name, bytes);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const sha256 = new Uint8Array(digest).toHex();
    return { name, bytes: bytes.length, sha256 };
  };
  const context = { client, params, progress: () => {}, artifact };
  const result = JSON.parse(JSON.stringify(await script.default(context)));
  assertEquals(template.result.parse(result), result);
  return { result, params, files };
}

async function bytesOf(
  content: Parameters<ScriptContext["artifact"]>[1],
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  const chunks = typeof content === "string" || content instanceof Uint8Array
    ? [content]
    : content;
  for await (const part of chunks) {
    parts.push(typeof part === "string" ? part : new Uint8Array(part));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
