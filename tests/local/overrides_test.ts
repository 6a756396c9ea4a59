import { assertEquals } from "@std/assert";
import { call, did, events, openProject } from "./kinds/project.ts";

Deno.test("a request overrides dates, filters and variables of its query", async (t) => {
  await using posthog = await openProject([
    did("ada", "buy", "10T10:00", { plan: "pro" }),
    did("ada", "buy", "19T10:00", { plan: "pro" }),
    did("ben", "buy", "19T10:00", { plan: "free" }),
  ]);
  const ask = (query: unknown, more: Record<string, unknown>) =>
    call(posthog, "POST", "query/", { query, ...more });
  const pro = { key: "plan", value: "pro", type: "event", operator: "exact" };

  await t.step("of an insight", async () => {
    const query = {
      kind: "InsightVizNode",
      source: {
        kind: "TrendsQuery",
        series: [events("buy")],
        dateRange: { date_from: "2026-11-19", date_to: "2026-11-19" },
      },
    };
    const count = async (filters_override: unknown) => {
      const { body } = await ask(query, { filters_override });
      return body.results.map((line: { count: number }) => line.count);
    };
    assertEquals(await count(null), [2]);
    assertEquals(await count({ date_from: "2026-11-01" }), [3]);
    assertEquals(await count({ properties: [pro] }), [1]);
    assertEquals(
      await count({ breakdown_filter: { breakdown: "plan" } }),
      [1, 1],
    );
  });

  await t.step("of HogQL", async () => {
    const query = {
      kind: "HogQLQuery",
      query: "SELECT count() + {variables.more} FROM events WHERE {filters}",
      filters: { properties: [pro] },
      variables: { a: { variableId: "a", code_name: "more", value: 100 } },
    };
    const results = async (more: Record<string, unknown>) =>
      (await ask(query, more)).body.results;
    assertEquals(await results({}), [[102]]);
    assertEquals(
      await results({
        filters_override: { date_from: "2026-11-15" },
        variables_override: {
          a: { variableId: "a", code_name: "more", value: 0 },
        },
      }),
      [[1]],
    );
  });

  await t.step("what cannot be overridden is refused", async () => {
    const query = { kind: "EventsQuery", select: ["event"] };
    const { status, body } = await ask(query, {
      filters_override: { date_from: "-1d" },
    });
    assertEquals([status, body.attr], [400, "filters_override"]);
    const odd = await ask(query, { filters_override: { color: "red" } });
    assertEquals([odd.status, odd.body.attr], [400, "filters_override"]);
  });
});
