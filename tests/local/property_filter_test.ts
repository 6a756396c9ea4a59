import { assertEquals, assertMatch } from "@std/assert";
import { call, did, openProject } from "./kinds/project.ts";

/** Filters with the people they leave, worked out by hand. */
const FILTERS: readonly [filter: object, people: string][] = [
  [{ key: "s", operator: "exact", value: "Chrome" }, "a"],
  [{ key: "s", operator: "exact", value: ["Chrome", "safari"] }, "ab"],
  [{ key: "s", operator: "is_not", value: "Chrome" }, "bcd"],
  [{ key: "s", operator: "exact", value: null }, "d"],
  [{ key: "n", operator: "exact", value: "5" }, "a"],
  [{ key: "b", operator: "exact", value: ["true"] }, "a"],
  [{ key: "s", operator: "icontains", value: "CHR" }, "a"],
  [{ key: "s", operator: "not_icontains", value: "chr" }, "bcd"],
  [{ key: "s", operator: "icontains", value: "%" }, ""],
  [{ key: "s", operator: "starts_with", value: ["chr", "saf"] }, "ab"],
  [{ key: "s", operator: "not_ends_with", value: "rome" }, "bcd"],
  [{ key: "s", operator: "regex", value: "^[Cs]" }, "ab"],
  [{ key: "s", operator: "not_regex", value: "^C" }, "bcd"],
  [{ key: "n", operator: "gt", value: "6" }, "bc"],
  [{ key: "n", operator: "between", value: [5, 8] }, "ac"],
  [{ key: "n", operator: "not_between", value: [5, 8] }, "bd"],
  [{ key: "n", operator: "is_set" }, "abc"],
  [{ key: "n", operator: "is_not_set" }, "d"],
  [{ key: "n", operator: "is_set", negation: true }, "d"],
  [{ key: "d", operator: "is_date_after", value: "-7d" }, "b"],
  [{ key: "d", operator: "is_date_before", value: "2026-11-10" }, "a"],
  [{ key: "d", operator: "is_date_exact", value: "2026-11-18" }, "b"],
  [{ key: "plan", operator: "exact", value: "pro", type: "person" }, "a"],
  [
    {
      key: "created_at",
      operator: "is_date_before",
      value: "-3y",
      type: "person_metadata",
    },
    "",
  ],
  [{ key: "distinct_id", value: "c", type: "event_metadata" }, "c"],
  [{ key: "toInt(properties.n) > 6 -- much", type: "hogql" }, "bc"],
];

/** What is refused, and by which words. */
const REFUSED: readonly [filter: object, reason: RegExp][] = [
  [{ key: "s", operator: "looks_like", value: "x" }, /icontains.*is_not/],
  [{ key: "s", type: "planet", value: "x" }, /event_metadata or hogql/],
  [{ key: "d", operator: "is_date_after", value: "soon" }, /ISO 8601/],
  [{ key: "1 +", type: "hogql" }, /./],
];

Deno.test("a filter means the same in an insight, in {filters} and in an action", async (t) => {
  await using posthog = await openProject([
    did("a", "e", "19T10:00", {
      s: "Chrome",
      n: 5,
      b: true,
      d: "2026-11-01T00:00:00Z",
      $set: { plan: "pro" },
    }),
    did("b", "e", "19T10:00", {
      s: "safari",
      n: 10,
      b: false,
      d: "2026-11-18T12:00:00Z",
    }),
    did("c", "e", "19T10:00", { s: "", n: "7", d: null }),
    did("d", "e", "19T10:00"),
  ]);
  const ask = (query: unknown) => call(posthog, "POST", "query/", { query });
  const inEvents = (filter: object) =>
    ask({
      kind: "EventsQuery",
      select: ["distinct_id"],
      after: "2026-11-01",
      properties: [filter],
    });
  const inFilters = (filter: object) =>
    ask({
      kind: "HogQLQuery",
      query: "SELECT t.distinct_id FROM events AS t WHERE {filters}",
      filters: { properties: [filter] },
    });
  const inAction = async (filter: object) => {
    const name = JSON.stringify(filter);
    const { body } = await call(posthog, "POST", "actions/", {
      name,
      steps: [{ event: "e", properties: [filter] }],
    });
    return await ask({
      kind: "HogQLQuery",
      query: `SELECT distinct_id FROM events WHERE matchesAction(${body.id})`,
    });
  };
  for (const [filter, people] of FILTERS) {
    await t.step(JSON.stringify(filter), async () => {
      for (const way of [inEvents, inFilters, inAction]) {
        const { status, body } = await way(filter);
        assertEquals(status, 200, `${way.name}: ${JSON.stringify(body)}`);
        assertEquals(body.results.flat().sort().join(""), people, way.name);
      }
    });
  }
  for (const [filter, reason] of REFUSED) {
    await t.step(`not ${JSON.stringify(filter)}`, async () => {
      for (const way of [inEvents, inFilters, inAction]) {
        const { status, body } = await way(filter);
        assertEquals(status, 400, way.name);
        assertMatch(body.detail, reason);
      }
    });
  }
});
