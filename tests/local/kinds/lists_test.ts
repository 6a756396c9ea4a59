import { assert, assertEquals } from "@std/assert";
import { ask, call, did, openProject } from "./project.ts";

Deno.test("lists of events, people and errors, the schema and the check of a query", async (t) => {
  const failed = (who: string, at: string, type: string, issue: string) =>
    did(who, "$exception", at, {
      $exception_issue_id: issue,
      $exception_types: [type],
      $exception_values: [`${type} happened`],
      $session_id: `session-${who}`,
    });
  await using posthog = await openProject([
    did("ada", "buy", "20T10:00", {
      amount: 3,
      $set: { plan: "pro", email: "ada@x.org" },
    }),
    did("ben", "view", "20T09:00", { path: "/" }),
    did("cid", "view", "18T09:00", { path: "/docs" }),
    failed("ada", "20T11:00", "TypeError", "issue-1"),
    failed("ben", "20T11:30", "TypeError", "issue-1"),
    failed("ben", "19T11:30", "RangeError", "issue-2"),
  ]);

  await t.step(
    "EventsQuery shows whole events, columns and persons",
    async () => {
      const whole = await ask(posthog, {
        kind: "EventsQuery",
        select: ["*", "person", "properties.amount -- Amount"],
        event: "buy",
      });
      assertEquals(whole.columns, [
        "*",
        "person",
        "properties.amount -- Amount",
      ]);
      const [[event, person, amount]] = whole.results;
      assertEquals([event.event, event.properties.amount], ["buy", 3]);
      assertEquals([person.distinct_id, person.properties.plan, amount], [
        "ada",
        "pro",
        3,
      ]);
      const counted = await ask(posthog, {
        kind: "EventsQuery",
        select: ["event", "count()"],
        after: "2026-11-01",
        where: ["event != '$exception'"],
        orderBy: ["count() DESC"],
      });
      assertEquals(counted.results, [["view", 2], ["buy", 1]]);
      const paged = await ask(posthog, {
        kind: "EventsQuery",
        select: ["event"],
        after: "all",
        limit: 2,
        offset: 1,
        orderBy: ["timestamp ASC"],
      });
      assertEquals([paged.results, paged.hasMore, paged.limit, paged.offset], [
        [["$exception"], ["view"]],
        true,
        2,
        1,
      ]);
    },
  );

  await t.step(
    "ActorsQuery finds people by text, property and query",
    async () => {
      const people = async (more: Record<string, unknown>) => {
        const { results } = await ask(posthog, {
          kind: "ActorsQuery",
          select: ["person"],
          orderBy: ["created_at ASC"],
          ...more,
        });
        return results.map(([person]: { distinct_ids: string[] }[]) =>
          person?.distinct_ids[0]
        );
      };
      assertEquals(await people({ search: "ADA@" }), ["ada"]);
      assertEquals(await people({ search: "ben" }), ["ben"]);
      assertEquals(
        await people({
          properties: [{
            key: "plan",
            value: "pro",
            type: "person",
            operator: "exact",
          }],
        }),
        ["ada"],
      );
      const query = "SELECT person_id FROM events WHERE event = 'view'";
      assertEquals(
        (await people({ source: { kind: "HogQLQuery", query } })).sort(),
        ["ben", "cid"],
      );
      assertEquals(
        await people({
          source: {
            kind: "InsightActorsQuery",
            day: "2026-11-18",
            series: 0,
            source: {
              kind: "TrendsQuery",
              series: [{ kind: "EventsNode", event: "view" }],
              dateRange: { date_from: "-7d" },
            },
          },
        }),
        ["cid"],
      );
    },
  );

  await t.step("ErrorTrackingQuery groups exceptions by issue", async () => {
    const { results, hasMore } = await ask(posthog, {
      kind: "ErrorTrackingQuery",
      dateRange: { date_from: "-2d" },
      orderBy: "occurrences",
      volumeResolution: 2,
    });
    const [first, second] = results;
    assertEquals(
      [first.id, first.name, first.description, first.status, hasMore],
      ["issue-1", "TypeError", "TypeError happened", "active", false],
    );
    const { occurrences, users, sessions, volume_buckets } = first.aggregations;
    assertEquals([occurrences, users, sessions], [2, 2, 2]);
    assertEquals(volume_buckets.map(({ value }: { value: number }) => value), [
      0,
      2,
    ]);
    assertEquals([second.id, second.aggregations.occurrences], ["issue-2", 1]);
    const missing = await call(posthog, "POST", "query/", {
      query: { kind: "ErrorTrackingQuery" },
    });
    assertEquals([missing.status, missing.body.attr], [
      400,
      "query__volumeResolution",
    ]);
  });

  await t.step("EventTaxonomyQuery samples what an event has", async () => {
    const { results } = await ask(posthog, {
      kind: "EventTaxonomyQuery",
      event: "view",
    });
    assertEquals(results.map((it: { property: string }) => it.property), [
      "path",
    ]);
    assertEquals(results[0].sample_values.sort(), ["/", "/docs"]);
    assertEquals(results[0].sample_count, 2);
  });

  await t.step(
    "DatabaseSchemaQuery names tables, columns and joins",
    async () => {
      const { tables } = await ask(posthog, { kind: "DatabaseSchemaQuery" });
      const { fields } = tables.events;
      assertEquals(fields.timestamp.type, "datetime");
      assertEquals(fields.properties.type, "json");
      assertEquals([fields.person.type !== "unknown", fields.event.type], [
        true,
        "string",
      ]);
      assert(tables.persons && tables["system.cohorts"]);
    },
  );

  await t.step("HogQLMetadata checks without running", async () => {
    const check = (query: string, language = "hogQL") =>
      ask(posthog, { kind: "HogQLMetadata", language, query });
    const good = await check("SELECT count() FROM events");
    assertEquals([good.isValid, good.errors, good.table_names], [true, [], [
      "events",
    ]]);
    const wrong = await check("SELECT evnt FROM events");
    assertEquals([wrong.isValid, wrong.errors[0].start], [false, 7]);
    const broken = await check("SELECT count( FROM events");
    assertEquals(broken.isValid, false);
    assertEquals((await check("properties.x", "hogQLExpr")).isValid, true);
  });
});
