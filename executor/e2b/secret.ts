/**
 * The E2B secret that holds the personal API key.
 *
 * @module
 */

import { encodeHex } from "@std/encoding";
import { E2BError } from "./error.ts";
import { optInHint } from "./reach.ts";
import type { Sdk, SdkConnection } from "./sdk.ts";
import { symptomOf } from "./symptom.ts";

const NAME_CHARACTERS = 20;

/**
 * The name under which a key is kept: its hash, so that the same key is
 * stored once and a rotated key gets a name of its own.
 *
 * @example
 * ```ts
 * import { secretNameOf } from "./secret.ts";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * const name = await secretNameOf("phx_…");
 * assertMatch(name, /^posthog-driver-[0-9a-f]{20}$/);
 * assertEquals(await secretNameOf("phx_…"), name);
 * ```
 */
export async function secretNameOf(personalApiKey: string): Promise<string> {
  const bytes = new TextEncoder().encode(personalApiKey);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `posthog-driver-${encodeHex(digest).slice(0, NAME_CHARACTERS)}`;
}

/**
 * Makes sure that E2B holds the key, and gives the secret's name. Two
 * callers at once are no trouble: the name stands for the value.
 *
 * @throws {E2BError} `secrets_unavailable` where the team has no secrets.
 */
export async function storeKey(
  sdk: Sdk,
  connection: SdkConnection,
  personalApiKey: string,
): Promise<string> {
  const name = await secretNameOf(personalApiKey);
  try {
    if (await sdk.Secret.exists(name, connection)) return name;
    await sdk.Secret.create(name, personalApiKey, {
      ...connection,
      metadata: { app: "posthog-driver" },
    });
  } catch (error) {
    if (await isThere(sdk, connection, name)) return name;
    throw explain(error);
  }
  return name;
}

async function isThere(
  sdk: Sdk,
  connection: SdkConnection,
  name: string,
): Promise<boolean> {
  return await sdk.Secret.exists(name, connection).catch(() => false);
}

function explain(cause: unknown): E2BError {
  const symptom = symptomOf(cause);
  if (symptom === "unauthorized") {
    return new E2BError("unauthorized", "Cannot use E2B: it refused the key", {
      hint: "Set E2B_API_KEY to a key of your E2B project",
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (symptom === "unreachable") {
    return new E2BError("unreachable", `Cannot reach E2B: ${reason}`, {
      hint: "Look at the network, and at https://status.e2b.dev",
      retryable: true,
    });
  }
  return new E2BError(
    "secrets_unavailable",
    `Cannot keep the personal API key out of the sandbox: E2B stored no secret (${reason})`,
    {
      hint: optInHint("secrets"),
      retryable: symptom === "busy" || symptom === "limited",
    },
  );
}
