/**
 * Keeps secrets out of messages.
 *
 * @module
 */

/** PostHog's secret keys by their prefixes; `phc_` tokens are public. */
const SECRET_PATTERN = /\bph([xsa])_[A-Za-z0-9_-]+/g;

/** Takes keys out of a text: the given one, and all that look like one. */
export function redact(text: string, secret: string | undefined): string {
  const clean = secret ? text.replaceAll(secret, "[redacted]") : text;
  return clean.replace(SECRET_PATTERN, "ph$1_[redacted]");
}
