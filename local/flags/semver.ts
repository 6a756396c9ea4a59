/**
 * Versions in a flag's conditions.
 *
 * @module
 */

/** Major, minor and patch. */
export type Version = readonly [number, number, number];

/** Half-open range of versions. */
export interface VersionRange {
  /** First version inside. */
  readonly lower: Version;
  /** First version above. */
  readonly upper: Version;
}

/**
 * Reads `1.2.3`, `v1.2` or `1.2.3-beta+5`; what follows the patch is ignored.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseVersion("v1.2-beta"), [1, 2, 0]);
 * assertEquals(parseVersion("01.2"), undefined);
 * ```
 */
export function parseVersion(text: string): Version | undefined {
  const [base = ""] = text.trim().replace(/^v/i, "").split(/[-+]/, 1);
  if (base === "" || base.startsWith(".")) return undefined;
  const parts = base.split(".");
  const [major, minor, patch] = [parts[0], parts[1], parts[2]].map(numberIn);
  if (major === undefined || minor === undefined || patch === undefined) {
    return undefined;
  }
  return [major, minor, patch];
}

/**
 * Below, at or above zero as `a` comes before, with or after `b`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(compareVersions([1, 10, 0], [1, 9, 9]) > 0, true);
 * ```
 */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * The versions that `~1.2.3`, `^1.2.3` or `1.2.*` stand for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(versionRange("semver_caret", "0.2.3"), {
 *   lower: [0, 2, 3],
 *   upper: [0, 3, 0],
 * });
 * ```
 */
export function versionRange(
  operator: "semver_tilde" | "semver_caret" | "semver_wildcard",
  text: string,
): VersionRange | undefined {
  if (operator === "semver_wildcard") return wildcardRange(text);
  const lower = parseVersion(text);
  if (lower === undefined) return undefined;
  const [major, minor, patch] = lower;
  if (operator === "semver_tilde") {
    return { lower, upper: [major, minor + 1, 0] };
  }
  if (major > 0) return { lower, upper: [major + 1, 0, 0] };
  if (minor > 0) return { lower, upper: [0, minor + 1, 0] };
  return { lower, upper: [0, 0, patch + 1] };
}

function wildcardRange(text: string): VersionRange | undefined {
  const base = text.trim().replace(/^v/i, "").replace(/\.?\*$/, "");
  if (base === "") return undefined;
  const parts = base.split(".");
  const [major, minor] = [parts[0], parts[1]].map(numberIn);
  if (major === undefined || minor === undefined) return undefined;
  if (parts.length === 1) {
    return { lower: [major, 0, 0], upper: [major + 1, 0, 0] };
  }
  return { lower: [major, minor, 0], upper: [major, minor + 1, 0] };
}

/** A missing part counts as zero; leading zeros are not a version. */
function numberIn(part: string | undefined): number | undefined {
  if (part === undefined || part === "") return 0;
  return /^(0|[1-9]\d*)$/.test(part) ? Number(part) : undefined;
}
