import { assertEquals } from "@std/assert";
import { type Json, matchesProperty } from "../../../local/flags/mod.ts";

const NOW = new Date("2026-11-20T12:00:00Z");

/** operator, wanted, actual, whether they match. */
const CASES: readonly [string, Json, Json, boolean][] = [
  ["exact", "Pro", "pro", true],
  ["exact", ["free", "pro"], "PRO", true],
  ["exact", ["free"], "pro", false],
  ["exact", "1", 1, true],
  ["exact", "true", true, true],
  ["exact", "false", "no", false],
  ["exact", "null", null, true],
  ["is_not", "pro", "free", true],
  ["is_not", ["free", "pro"], "pro", false],
  ["icontains", "@ACME.com", "ada@acme.COM", true],
  ["not_icontains", "acme", "ada@x.com", true],
  ["icontains_multi", ["x", "acme"], "acme.com", true],
  ["not_icontains_multi", ["x", "acme"], "acme.com", false],
  ["starts_with", "AD", "ada", true],
  ["not_ends_with", "da", "ada", false],
  ["regex", "^a.a$", "ada", true],
  ["regex", "^A", "ada", false],
  ["regex", "(", "(", false],
  ["regex", "^a(?=d)", "ada", true],
  // Tried in every way, this would take longer than anybody lives.
  ["regex", "^(a+)+$", "a".repeat(60) + "b", false],
  ["not_regex", "^(a+)+$", "a".repeat(60) + "b", true],
  ["not_regex", "(", "ada", false],
  ["not_regex", "^b", "ada", true],
  ["gt", 9, 10, true],
  ["gt", "9", "10", true],
  ["gt", "b", "c", true],
  ["lte", 10, 10, true],
  ["gte", 10, null, false],
  ["is_date_before", "-7d", "2026-11-01", true],
  ["is_date_before", "-7d", "2026-11-19", false],
  ["is_date_after", "2026-11-01", "2026-11-01T00:00:01Z", true],
  ["is_date_exact", "2026-11-01", "2026-11-01T00:00:00Z", true],
  ["is_date_before", "soon", "2026-11-01", false],
  ["is_date_before", "-7d", true, false],
  ["semver_gte", "1.9.0", "1.10.0", true],
  ["semver_eq", "1.2", "v1.2.0-beta", true],
  ["semver_neq", "1.2.3", "1.2.4", true],
  ["semver_gt", "1.2.3", "not a version", false],
  ["semver_tilde", "1.2.3", "1.2.9", true],
  ["semver_tilde", "1.2.3", "1.3.0", false],
  ["semver_caret", "1.2.3", "1.9.0", true],
  ["semver_caret", "0.0.3", "0.0.4", false],
  ["semver_wildcard", "1.2.*", "1.2.7", true],
  ["semver_wildcard", "1.*", "2.0.0", false],
  ["is_set", null, null, true],
  ["is_not_set", null, "x", false],
  ["sounds_like", "ada", "ada", false],
  ["constructor", "ada", "ada", false],
];

for (const [operator, value, actual, expected] of CASES) {
  const shown = [operator, value, actual].map((part) => JSON.stringify(part));
  Deno.test(`matchesProperty() ${shown.join(" ")} is ${expected}`, () => {
    const condition = { key: "key", operator, value };
    assertEquals(matchesProperty(condition, { key: actual }, NOW), expected);
  });
}

Deno.test("matchesProperty() finds nothing in a missing property but that it is not set", () => {
  const operators = ["exact", "is_not", "not_icontains", "not_regex", "lt"];
  for (const operator of operators) {
    const condition = { key: "plan", operator, value: "pro" };
    assertEquals(matchesProperty(condition, {}, NOW), false, operator);
  }
  const condition = { key: "plan", operator: "is_not_set" };
  assertEquals(matchesProperty(condition, {}, NOW), true);
});
