import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  allOf,
  anyOf,
  did,
  hasProperty,
  inCohort,
  not,
  ObjectNotFoundError,
  QueryError,
  QuotaError,
  TimeoutError,
  ValidationError,
} from "../../driver/mod.ts";
import { apiError, json, SECRET, TOKEN, wire } from "./wire.ts";

Deno.test("createCohort() nests its filter as PostHog wants it, and waits", async () => {
  const { client, asked, waits } = wire((_, index) =>
    json({ id: 5, name: "x", is_calculating: index < 2, count: 3 }, 201)
  );
  const cohort = await client.createCohort({
    name: "x",
    filter: allOf(
      did("purchase", { within: "30d", atLeast: 5 }),
      anyOf(hasProperty("email", "@acme.com", "icontains"), not(inCohort(12))),
    ),
    waitMs: 10_000,
  });
  assertEquals([cohort.is_calculating, waits], [false, [1_000, 1_000]]);
  assertEquals(asked[0]?.body["filters"], {
    properties: {
      type: "AND",
      values: [
        {
          type: "AND",
          values: [{
            type: "behavioral",
            key: "purchase",
            event_type: "events",
            value: "performed_event_multiple",
            operator: "gte",
            operator_value: 5,
            time_value: 30,
            time_interval: "day",
            negation: false,
          }],
        },
        {
          type: "OR",
          values: [{
            type: "person",
            key: "email",
            operator: "icontains",
            value: "@acme.com",
            negation: false,
          }, { type: "cohort", key: "id", value: 12, negation: true }],
        },
      ],
    },
  });
});

Deno.test("createCohort() says when its members cannot be had", async () => {
  const slow = wire(() => json({ id: 5, name: "x", is_calculating: true }));
  await assertRejects(
    () =>
      slow.client.createCohort({ name: "x", personIds: ["p"], waitMs: 3_000 }),
    TimeoutError,
  );
  const broken = wire((_, index) =>
    json({
      id: 5,
      name: "x",
      is_calculating: index === 0,
      errors_calculating: index,
    })
  );
  await assertRejects(
    () => broken.client.createCohort({ name: "x", waitMs: 3_000 }),
    QueryError,
  );
});

Deno.test("getInsights() keeps the asked type, across pages", async () => {
  const { client } = wire(() =>
    json({
      results: [
        {
          id: 1,
          query: { kind: "InsightVizNode", source: { kind: "FunnelsQuery" } },
        },
        {
          id: 2,
          query: { kind: "InsightVizNode", source: { kind: "TrendsQuery" } },
        },
        { id: 3, query: null, filters: { insight: "FUNNELS" } },
      ],
      next: null,
    })
  );
  const { rows } = await client.getInsights({ type: "FUNNELS" });
  assertEquals(rows.map(({ id }) => id), [1, 3]);
});

const LEGACY = {
  events: [{ id: "b", order: 1 }, { id: "a", order: 0, math: "dau" }],
  actions: [{ id: 4, order: 2, name: "act" }],
  date_from: "-30d",
  properties: [{ key: "plan", value: "pro" }],
  filter_test_accounts: true,
};

Deno.test("createInsight() translates the six old types", async () => {
  const { client, asked } = wire(() =>
    json({ id: 1, short_id: "s", name: "n" }, 201)
  );
  const source = async (
    type:
      | "TRENDS"
      | "FUNNELS"
      | "RETENTION"
      | "PATHS"
      | "LIFECYCLE"
      | "STICKINESS",
    filters: Record<string, unknown>,
  ) => {
    await client.createInsight({ name: "n", type, filters });
    const { query, filters: none } = Object(asked.at(-1)?.body);
    assertEquals([query.kind, none], ["InsightVizNode", undefined]);
    return query.source;
  };
  const trends = await source("TRENDS", {
    ...LEGACY,
    interval: "week",
    display: "ActionsBar",
    breakdown: "plan",
    breakdown_type: "person",
    compare: true,
  });
  assertEquals(trends.series, [
    { kind: "EventsNode", event: "a", name: "a", math: "dau" },
    { kind: "EventsNode", event: "b", name: "b" },
    { kind: "ActionsNode", id: 4, name: "act" },
  ]);
  assertEquals(trends.trendsFilter, { display: "ActionsBar" });
  assertEquals(trends.breakdownFilter, {
    breakdown: "plan",
    breakdown_type: "person",
  });
  assertEquals([
    trends.interval,
    trends.filterTestAccounts,
    trends.compareFilter,
  ], ["week", true, { compare: true }]);
  const funnel = await source("FUNNELS", {
    ...LEGACY,
    funnel_window_days: 14,
    funnel_order_type: "strict",
    exclusions: [
      { id: "c", type: "events", funnel_from_step: 0, funnel_to_step: 1 },
    ],
  });
  assertEquals(funnel.funnelsFilter, {
    funnelOrderType: "strict",
    exclusions: [{
      kind: "EventsNode",
      event: "c",
      name: "c",
      funnelFromStep: 0,
      funnelToStep: 1,
    }],
    funnelWindowInterval: 14,
    funnelWindowIntervalUnit: "day",
  });
  const retention = await source("RETENTION", {
    target_entity: { id: "a" },
    period: "Week",
    total_intervals: 8,
    retention_type: "retention_first_time",
  });
  assertEquals(retention.retentionFilter, {
    targetEntity: { id: "a" },
    period: "Week",
    totalIntervals: 8,
    retentionType: "retention_first_time",
  });
  assertEquals(retention.series, undefined);
  const paths = await source("PATHS", {
    include_event_types: ["$pageview"],
    start_point: "/",
    step_limit: 5,
  });
  assertEquals(paths.pathsFilter, {
    includeEventTypes: ["$pageview"],
    startPoint: "/",
    stepLimit: 5,
  });
  assertEquals((await source("LIFECYCLE", LEGACY)).kind, "LifecycleQuery");
  assertEquals(
    (await source("STICKINESS", { ...LEGACY, display: "ActionsTable" }))
      .stickinessFilter,
    { display: "ActionsTable" },
  );
  await assertRejects(
    () => client.createInsight({ name: "n" }),
    ValidationError,
  );
  await assertRejects(
    // @ts-expect-error: scripts are not checked by a compiler.
    () => client.createInsight({ name: "n", type: "trends", filters: {} }),
    ValidationError,
    "no query and no old type",
  );
});

Deno.test("evaluateFlag() asks the ingestion host, without the secret", async () => {
  const { client, asked } = wire(({ url }) =>
    url.pathname === "/batch/" ? json({ status: "Ok" }) : json({
      flags: {
        "new-checkout": {
          key: "new-checkout",
          enabled: true,
          variant: "test",
          reason: { code: "condition_match" },
          metadata: { id: 1, payload: '{"color":"red"}' },
        },
        off: {
          key: "off",
          enabled: false,
          variant: null,
          reason: null,
          metadata: {},
        },
      },
      errorsWhileComputingFlags: false,
      requestId: "r",
    })
  );
  const flag = await client.evaluateFlag("new-checkout", "u", {
    personProperties: { plan: "pro" },
    sendEvent: true,
  });
  assertEquals(flag, {
    key: "new-checkout",
    enabled: true,
    variant: "test",
    failed: false,
    payload: { color: "red" },
    reason: "condition_match",
  });
  assertEquals(asked[0]?.url.href, "https://us.i.posthog.com/flags/?v=2");
  assertEquals([asked[0]?.body["token"], asked[0]?.body["person_properties"]], [
    TOKEN,
    { plan: "pro" },
  ]);
  assert(
    !JSON.stringify(asked.map(({ body, headers }) => [body, [...headers]]))
      .includes(SECRET),
  );
  assertEquals(
    Object(asked[1]?.body["batch"])[0].event,
    "$feature_flag_called",
  );
  const { flags } = await client.evaluateFlags("u");
  assertEquals(flags["off"]?.payload, null);
  const error = await assertRejects(
    () => client.evaluateFlag("new-chekout", "u"),
    ObjectNotFoundError,
  );
  assertEquals(error.suggestions, ["new-checkout"]);
});

Deno.test("evaluateFlags() does not take an empty answer for an answer", async () => {
  const { client } = wire(() =>
    json({ flags: {}, quotaLimited: ["feature_flags"] })
  );
  await assertRejects(() => client.evaluateFlags("u"), QuotaError);
  const partial = wire(() =>
    json({ flags: {}, errorsWhileComputingFlags: true })
  );
  assertEquals((await partial.client.evaluateFlags("u")).isPartial, true);
});

Deno.test("getExperimentResults() computes every metric, and says which failed", async () => {
  const experiment = {
    id: 3,
    name: "x",
    feature_flag_key: "f",
    start_date: "2026-01-01",
    end_date: null,
    metrics: [{ name: "m1" }],
    metrics_secondary: [{ name: "m2" }],
    saved_metrics: [{
      name: "m3",
      metadata: { type: "primary" },
      query: { metric_type: "mean" },
    }],
  };
  const { client } = wire(({ method, body }) => {
    if (method === "GET") return json(experiment);
    const { kind, metric } = Object(body["query"]);
    if (kind === "ExperimentExposureQuery") {
      return json({ total_exposures: { control: 5, test: 6 } });
    }
    return metric.name === "m2"
      ? apiError(400, "invalid_input", "No exposures")
      : json({ significant: true });
  });
  const { metrics, exposures, envelope } = await client.getExperimentResults(3);
  assertEquals(
    metrics.map(({ name, role, result }) => [name, role, result !== null]),
    [["m1", "primary", true], ["m3", "primary", true], [
      "m2",
      "secondary",
      false,
    ]],
  );
  assertEquals(exposures["total_exposures"], { control: 5, test: 6 });
  assertEquals(envelope.warnings.length, 1);
  const draft = wire(() => json({ id: 3, start_date: null }));
  await assertRejects(
    () => draft.client.getExperimentResults(3),
    ValidationError,
  );
});

Deno.test("getErrorTrackingIssues() tells whether more exist", async () => {
  const { client, asked } = wire(() =>
    json({ results: [{ id: "i" }], hasMore: true })
  );
  const { rows, envelope } = await client.getErrorTrackingIssues({
    limit: 1,
    orderBy: "users",
  });
  assertEquals([rows[0]?.id, envelope.truncated], ["i", true]);
  assertEquals(Object(asked[0]?.body["query"]).dateRange, { date_from: "-7d" });
});
