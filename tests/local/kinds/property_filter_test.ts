import { assertEquals } from "@std/assert";
import { ask, call, did, openProject } from "./project.ts";

/** operator, value, people whose `x` passes; b has none. */
const CASES: readonly [string, unknown, string][] = [
  ["exact", "Chrome", "a"],
  ["exact", ["Chrome", "10"], "ac"],
  ["is_not", "Chrome", "bcde"],
  ["icontains", "CHRO", "a"],
  ["icontains", "0%", "d"],
  ["not_icontains", "chro", "bcde"],
  ["starts_with", "chr", "a"],
  ["ends_with", "me", "a"],
  ["regex", "^[0-9]+$", "ce"],
  ["not_regex", "^[0-9]+$", "abd"],
  ["gt", 9, "ce"],
  ["gte", "10", "ce"],
  ["lt", 11, "c"],
  ["between", [10, 20], "c"],
  ["is_set", "is_set", "acde"],
  ["is_not_set", "is_not_set", "b"],
  ["exact", "it's", ""],
  ["exact", "'); DROP TABLE events; --", ""],
];

Deno.test("property filters pass what PostHog's operators pass", async (t) => {
  await using posthog = await openProject([
    did("a", "e", "20T10:00", { x: "Chrome", when: "2026-11-01T00:00:00Z" }),
    did("b", "e", "20T10:00"),
    did("c", "e", "20T10:00", { x: "10" }),
    did("d", "e", "20T10:00", { x: "50%", when: "2026-11-19T00:00:00Z" }),
    did("e", "e", "20T10:00", { x: "200", "odd `name`": true }),
  ]);
  const passing = async (properties: unknown) => {
    const { results } = await ask(posthog, {
      kind: "EventsQuery",
      select: ["distinct_id"],
      event: "e",
      orderBy: ["distinct_id"],
      properties,
    });
    return results.flat().join("");
  };
  for (const [operator, value, expected] of CASES) {
    await t.step(`${operator} ${JSON.stringify(value)}`, async () => {
      assertEquals(
        await passing([{ key: "x", type: "event", operator, value }]),
        expected,
      );
    });
  }
  await t.step("dates, odd names, trees and HogQL", async () => {
    const dated = {
      key: "when",
      type: "event",
      operator: "is_date_before",
      value: "-7d",
    };
    assertEquals(await passing([dated]), "a");
    assertEquals(
      await passing([{
        key: "odd `name`",
        type: "event",
        operator: "exact",
        value: "true",
      }]),
      "e",
    );
    const tree = {
      type: "OR",
      values: [
        { type: "AND", values: [{ key: "x", operator: "exact", value: "10" }] },
        { key: "distinct_id = 'b'", type: "hogql" },
      ],
    };
    assertEquals(await passing(tree), "bc");
  });
  await t.step("an operator or type nobody knows is refused", async () => {
    for (const wrong of [{ operator: "sounds_like" }, { type: "moon" }]) {
      const { status, body } = await call(posthog, "POST", "query/", {
        query: {
          kind: "EventsQuery",
          select: ["event"],
          properties: [{ key: "x", value: 1, ...wrong }],
        },
      });
      assertEquals([status, body.code], [400, "invalid_property_filter"]);
    }
  });
});
