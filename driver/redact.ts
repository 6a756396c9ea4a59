/**
 * Keeps secrets out of messages.
 *
 * @module
 */

/** PostHog's secret keys by their prefixes; `phc_` tokens are public. */
const SECRET_PATTERN = /\bph([xsa])_[A-Za-z0-9_-]+/g;

/** Takes keys out of a text: the given ones, and all that look like one. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== "") clean = clean.replaceAll(secret, "[redacted]");
  }
  return clean.replace(SECRET_PATTERN, "ph$1_[redacted]");
}

/** The same for a JSON value, strings and keys alike. */
export function redactValue<T>(value: T, secrets: readonly string[]): T {
  const json = JSON.stringify(value);
  if (json === undefined) return value;
  return JSON.parse(redact(json, secrets));
}
