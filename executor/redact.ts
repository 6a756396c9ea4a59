/**
 * Keeps a secret out of what leaves the executor.
 *
 * @module
 */

/** Shorter keys would hide ordinary words. */
const SHORTEST_SECRET = 8;

/** The text without the secret, also where it stands in JSON. */
export function redacted(text: string, secret: string): string {
  if (secret.length < SHORTEST_SECRET) return text;
  const inJson = JSON.stringify(secret).slice(1, -1);
  return text.replaceAll(secret, "[redacted]").replaceAll(inJson, "[redacted]");
}
