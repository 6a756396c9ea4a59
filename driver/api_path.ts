/**
 * Paths of the API, out of names and ids that may hold anything.
 *
 * @module
 */
import { invalid } from "./failure.ts";

/** One part of a path: a name or an id. */
export type PathSegment = string | number;

/**
 * Joins segments, each encoded, with the slash at the end that PostHog wants
 * (a POST without it is not redirected safely). `@current` stays readable.
 */
export function joinPath(segments: readonly PathSegment[]): string {
  return `/${segments.map(encodeSegment).join("/")}/`;
}

/** A path as a person writes it, taken apart: `insights/12`. */
export function splitPath(path: string): readonly string[] {
  if (/^[a-z][a-z0-9+.-]*:|^\/\/|[?#\\]/i.test(path)) {
    throw invalid(
      `call the path "${path}"`,
      "expected a path below /api/, without host and query",
      "invalid_path",
      'Write "insights" or "/api/users/@me/"; pass the query as an option',
      "path",
    );
  }
  return path.split("/").filter((segment) => segment !== "");
}

function encodeSegment(segment: PathSegment): string {
  const text = String(segment);
  if (/^\.{0,2}$/.test(text)) {
    throw invalid(
      `use "${text}" in a path`,
      "expected a name or an id",
      "invalid_path",
      "Pass the id of the object",
      "path",
    );
  }
  return encodeURIComponent(text).replaceAll("%40", "@");
}
