import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import {
  allOf,
  anyOf,
  assertDriverContract,
  ConnectionError,
  did,
  hasProperty,
  inCohort,
  not,
  ObjectNotFoundError,
  type PostHogClient,
  PostHogError,
  QueryError,
  QuotaError,
  TimeoutError,
  ValidationError,
} from "../../driver/mod.ts";
import { apiError, json, SECRET, table, TOKEN, wire } from "./wire.ts";

/** Pages of objects, PostHog's four ways to page. */
function pages(style: "next" | "has_next" | "short" | "bare", total: number) {
  const all = Array.from(
    { length: total },
    (_, id) => ({ id, uuid: `u${id}`, name: `n${id}` }),
  );
  return wire(({ url }) => {
    const limit = Number(url.searchParams.get("limit"));
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const end = offset + limit;
    const results = all.slice(offset, style === "short" ? end - 1 : end);
    // As behind a proxy: the host is wrong, and nobody must follow it.
    const last = style === "short" ? end - 1 : end;
    const next = last < total
      ? `http://internal:1/x/?limit=${limit}&offset=${last}`
      : null;
    if (style === "bare") return json(all);
    return style === "has_next"
      ? json({ results, has_next: end < total, version: 4 })
      : json({ results, next, previous: null, count: total });
  });
}

for (const style of ["next", "has_next", "short", "bare"] as const) {
  Deno.test(`getCohorts() reads all pages and tells if more exist: ${style}`, async () => {
    const few = await pages(style, 250).client.getCohorts({ limit: 250 });
    assertEquals(
      few.rows.map(({ id }) => id),
      Array.from({ length: 250 }, (_, i) => i),
    );
    assertEquals([few.envelope.rows, few.envelope.truncated], [250, false]);
    const cut = await pages(style, 250).client.getCohorts({ limit: 249 });
    assertEquals(
      [cut.rows.length, cut.envelope.truncated, cut.envelope.limit],
      [249, true, 249],
    );
    const all = await pages(style, 2_100).client.getCohorts({
      limit: Infinity,
    });
    assertEquals(
      [all.rows.length, all.envelope.truncated, all.envelope.limit],
      [2_100, false, null],
    );
  });
}

Deno.test("getCohorts() stops at a server that repeats a page", async () => {
  const { client, asked } = wire(() =>
    json({ results: [{ id: 1 }], next: "https://us.posthog.com/x/?offset=1" })
  );
  await assertRejects(
    () => client.getCohorts(),
    ConnectionError,
    "same page again",
  );
  assertEquals(asked.length, 2);
  assert(asked.every(({ url }) => url.pathname === "/api/projects/7/cohorts/"));
});

Deno.test("Listings refuse what is no list, and limits that cannot be", async () => {
  const { client } = wire(() => json({ results: [{ nothing: 1 }] }));
  await assertRejects(() => client.getCohorts(), ConnectionError);
  for (const limit of [0, -1, 1.5]) {
    await assertRejects(() => client.getCohorts({ limit }), ValidationError);
  }
});

/** One line: a method, and the URL it asks. */
const URLS: readonly [
  what: string,
  call: (client: PostHogClient) => Promise<unknown>,
  url: string,
][] = [
  [
    "getPersons",
    (c) => c.getPersons({ search: "a&b", cohortId: 3, limit: 9 }),
    "persons/?search=a%26b&cohort=3&limit=10",
  ],
  [
    "getPersons by property",
    (c) => c.getPersons({ properties: { plan: "pro" }, limit: 9 }),
    `persons/?properties=${
      encodeURIComponent(
        '[{"operator":"exact","type":"person","key":"plan","value":"pro"}]',
      ).replace(/%20/g, "+")
    }&limit=10`,
  ],
  [
    "getCohorts",
    (c) => c.getCohorts({ search: "x", type: "static", limit: 9 }),
    "cohorts/?search=x&type=static&limit=10",
  ],
  [
    "getFeatureFlags",
    (c) => c.getFeatureFlags({ active: true, type: "boolean", limit: 9 }),
    "feature_flags/?active=true&type=boolean&limit=10",
  ],
  [
    "getExperiments",
    (c) => c.getExperiments({ status: "running", archived: false, limit: 9 }),
    "experiments/?status=running&archived=false&limit=10",
  ],
  [
    "getInsights",
    (c) => c.getInsights({ search: "x", saved: true, limit: 9 }),
    "insights/?search=x&saved=true&limit=10",
  ],
  [
    "getAnnotations",
    (c) => c.getAnnotations({ limit: 9 }),
    "annotations/?limit=10",
  ],
  [
    "getSurveys",
    (c) => c.getSurveys({ search: "x", limit: 9 }),
    "surveys/?search=x&limit=10",
  ],
  [
    "getEventDefinitions",
    (c) => c.getEventDefinitions({ search: "x", limit: 9 }),
    "event_definitions/?search=x&limit=10",
  ],
  [
    "getPropertyDefinitions",
    (c) =>
      c.getPropertyDefinitions({ type: "person", eventNames: ["a"], limit: 9 }),
    "property_definitions/?type=person&event_names=%5B%22a%22%5D&filter_by_event_names=true&limit=10",
  ],
  [
    "getSessionRecordings",
    (c) => c.getSessionRecordings({ after: "-3d", personId: "p", limit: 9 }),
    "session_recordings/?date_from=-3d&person_uuid=p&limit=10",
  ],
  ["getProjectInfo", (c) => c.getProjectInfo(), ""],
];

for (const [what, call, url] of URLS) {
  Deno.test(`${what}() asks the documented URL`, async () => {
    const { client, asked } = wire(() => json({ results: [] }));
    await call(client);
    const prefix = "https://us.posthog.com/api/projects/7/";
    const parts = (text: string) =>
      [...new URL(text).searchParams].sort().join(";");
    assertEquals(asked[0]?.url.pathname, new URL(prefix + url).pathname);
    assertEquals(parts(asked[0]?.url.href ?? ""), parts(prefix + url));
  });
}

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
  });
  assertEquals(funnel.funnelsFilter, {
    funnelOrderType: "strict",
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

const SCHEMA = {
  tables: {
    events: {
      name: "events",
      fields: {
        event: { name: "event", type: "string", hogql_value: "event" },
        person: { name: "person", type: "lazy_table", table: "persons" },
      },
    },
    "system.insights": {
      name: "system.insights",
      fields: { id: { name: "id", type: "integer" } },
    },
  },
};

Deno.test("listObjects() and getFields() read the live schema and definitions", async () => {
  const { client, asked } = wire(({ method, body }) => {
    if (method === "GET") {
      return json({
        results: [
          { name: "plan", property_type: "String" },
          { name: "my price", property_type: "Numeric" },
        ],
        next: null,
      });
    }
    return Object(body["query"]).kind === "DatabaseSchemaQuery"
      ? json(SCHEMA)
      : table(["name", "count()"], [["plan", 12]]);
  });
  assertEquals(await client.listObjects(), ["events", "insights"]);
  const fields = await client.getFields("events");
  assertEquals(Object.keys(fields), [
    "event",
    "person",
    "properties.plan",
    "properties.`my price`",
  ]);
  assertEquals(fields["properties.`my price`"]?.type, "float");
  assertEquals(fields["person"]?.references, "persons");
  assertEquals(fields["properties.plan"]?.volume, 12);
  assertEquals(fields["properties.`my price`"]?.volume, 0);
  assertEquals((await client.getFields("insights"))["id"]?.type, "integer");
  const error = await assertRejects(
    () => client.getFields("evnts"),
    ObjectNotFoundError,
  );
  assertEquals(error.suggestions, ["events"]);
  await client.getFields("events");
  assertEquals(asked.length, 3);
});

Deno.test("healthCheck() tells scopes and skew, and does not throw", async () => {
  const { client } = wire(({ url }) =>
    url.pathname.includes("personal_api_keys")
      ? json({ scopes: ["query:read", "cohort:write"] })
      : json({ name: "p", timezone: "UTC" }, 200, {
        date: new Date(Date.parse("2026-03-01T11:59:00Z")).toUTCString(),
      })
  );
  const report = await client.healthCheck();
  assertEquals([report.ok, report.projectName, report.clockSkewMs], [
    true,
    "p",
    59_500,
  ]);
  assert(
    report.missingScopes.includes("person:read") &&
      !report.missingScopes.includes("cohort:read"),
  );
  const refused = await wire(() =>
    apiError(401, "authentication_failed", "Bad key")
  ).client.healthCheck();
  assertEquals([
    refused.ok,
    refused.reachable,
    refused.authenticated,
    refused.error?.name,
  ], [false, true, false, "AuthenticationError"]);
  const away = await wire(() => {
    throw new TypeError("refused");
  }, { maxRetries: 0 }).client.healthCheck();
  assertEquals([away.ok, away.reachable], [false, false]);
});

Deno.test("assertDriverContract() finds drivers that break it", async () => {
  const good = {
    listObjects: () => Promise.resolve(["a"]),
    getFields: (name: string) =>
      name === "a"
        ? Promise.resolve({ x: { type: "string" } })
        : Promise.reject(
          new ObjectNotFoundError("no", { code: "unknown_table" }),
        ),
    query: () => Promise.resolve({ rows: [{ x: 1 }] }),
  };
  await assertDriverContract(good);
  const broken = [
    { ...good, listObjects: () => Promise.resolve([]) },
    { ...good, getFields: () => Promise.resolve({}) },
    { ...good, getFields: () => Promise.resolve({ x: { type: "string" } }) },
    { ...good, query: () => Promise.resolve({ rows: [[1]] }) },
  ];
  for (const driver of broken) {
    const error = await assertRejects(
      () => assertDriverContract(driver),
      PostHogError,
    );
    assertInstanceOf(error, PostHogError);
    assertEquals(error.code, "contract_broken");
  }
});
