/**
 * PostHog's own HogQL parser, made safe to use.
 *
 * @module
 */

export {};
