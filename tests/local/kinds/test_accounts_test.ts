import { assertEquals } from "@std/assert";
import type { EmbeddedPostHog } from "../../../local/mod.ts";
import {
  ask,
  call,
  did,
  events,
  openProject,
  type TestEvent,
} from "./project.ts";

const FILTERS = [{
  key: "email",
  type: "person",
  operator: "not_icontains",
  value: "@ours.example",
}];

/** One of us, one customer, and somebody whose email nobody knows. */
const EVENTS: readonly TestEvent[] = [
  did("staff", "view", "18T10:00", { $set: { email: "ann@Ours.example" } }),
  did("staff", "view", "19T10:00"),
  did("staff", "buy", "19T10:10"),
  did("customer", "view", "18T10:00", { $set: { email: "c@shop.example" } }),
  did("customer", "view", "19T10:00"),
  did("customer", "buy", "19T10:10"),
  did("stranger", "view", "19T12:00"),
];

const series = [events("view"), events("buy")];

const dateRange = { date_from: "2026-11-18", date_to: "2026-11-19" };

/** What one number of each kind is, with and without test accounts. */
async function numbers(posthog: EmbeddedPostHog, filterTestAccounts: boolean) {
  const node = (kind: string, more: Record<string, unknown> = {}) =>
    ask(posthog, { kind, filterTestAccounts, ...more });
  const trend = await node("TrendsQuery", { series, dateRange });
  const funnel = await node("FunnelsQuery", { series, dateRange });
  const retention = await node("RetentionQuery", {
    dateRange,
    retentionFilter: {
      targetEntity: { id: "view", type: "events" },
      returningEntity: { id: "buy", type: "events" },
      totalIntervals: 2,
    },
  });
  const lifecycle = await node("LifecycleQuery", { series, dateRange });
  const stickiness = await node("StickinessQuery", { series, dateRange });
  const paths = await node("PathsQuery", {
    dateRange,
    pathsFilter: { includeEventTypes: ["custom_event"] },
  });
  const list = await node("EventsQuery", {
    select: ["count()"],
    after: "2026-11-01",
  });
  const hogql = await ask(posthog, {
    kind: "HogQLQuery",
    query: "SELECT count() FROM events WHERE {filters}",
    filters: { filterTestAccounts },
  });
  return {
    trend: trend.results[0].data,
    funnel: funnel.results.map((step: { count: number }) => step.count),
    retention: retention.results[0].values.map(
      (value: { count: number }) => value.count,
    ),
    lifecycle: lifecycle.results[0].data,
    stickiness: stickiness.results[0].data,
    paths:
      paths.results.find((path: { target: string }) =>
        path.target.endsWith("buy")
      ).value,
    list: list.results,
    hogql: hogql.results,
  };
}

Deno.test("filterTestAccounts leaves out the project's test accounts in every kind", async () => {
  await using posthog = await openProject(EVENTS);
  const everybody = {
    trend: [2, 3],
    funnel: [3, 2],
    retention: [2, 2],
    lifecycle: [2, 1],
    stickiness: [1, 2],
    paths: 2,
    list: [[7]],
    hogql: [[7]],
  };
  assertEquals(await numbers(posthog, true), everybody);
  const { status, body } = await call(posthog, "PATCH", "", {
    test_account_filters: FILTERS,
  });
  assertEquals([status, body.test_account_filters], [200, FILTERS]);
  assertEquals(await numbers(posthog, false), everybody);
  assertEquals(await numbers(posthog, true), {
    trend: [1, 2],
    funnel: [2, 1],
    retention: [1, 1],
    lifecycle: [1, 1],
    stickiness: [1, 1],
    paths: 1,
    list: [[4]],
    hogql: [[4]],
  });
});
