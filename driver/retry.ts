/**
 * When to try again, and after how long. No effects here.
 *
 * @module
 */

/** First pause of the back-off, in milliseconds (PostHog's MCP uses the same). */
const BASE_DELAY_MS = 2_000;

/** The back-off does not grow beyond this. */
const MAX_BACKOFF_MS = 30_000;

/**
 * A server that asks for a longer pause is not waited for. One minute clears
 * every per-minute limit; the per-hour ones are better told to the caller.
 */
export const MAX_WAIT_MS = 60_000;

/** Statuses that a read may survive: a hiccup of the server or of a gateway. */
export const TRANSIENT: readonly number[] = [
  408,
  425,
  429,
  500,
  502,
  503,
  520,
  522,
];

/**
 * Seconds to wait before a retry, as the server tells: the `Retry-After`
 * header (seconds or HTTP date), else the number in PostHog's text "Expected
 * available in 34 seconds."
 */
export function retryAfterSeconds(
  header: string | null,
  detail: string,
  now: number,
): number | undefined {
  const trimmed = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  const date = trimmed === "" ? NaN : Date.parse(trimmed);
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - now) / 1000));
  const seconds = /available in (\d+(?:\.\d+)?) second/i.exec(detail)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Exponential back-off with equal jitter: half fixed, half by chance. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(BASE_DELAY_MS * 2 ** attempt, MAX_BACKOFF_MS);
  return Math.round(full / 2 + random() * (full / 2));
}
