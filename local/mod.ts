/**
 * The embedded PostHog.
 *
 * @module
 */

export {};
