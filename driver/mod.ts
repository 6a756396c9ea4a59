/**
 * The driver: talks to PostHog from any runtime.
 *
 * @module
 */

export type { Engine, Envelope } from "./envelope.ts";
