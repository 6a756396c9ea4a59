/**
 * posthog-driver: answers out of PostHog, by small scripts in sandboxes.
 *
 * @module
 */

export type { Engine, Envelope } from "./driver/mod.ts";
