/**
 * One way to name a text by its content.
 *
 * @module
 */

/** Hex SHA-256 of a text. */
export async function sha256(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
