import { assertEquals, assertMatch } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { ask, call } from "./project.ts";

const SERIES = [{ kind: "EventsNode", event: "a" }];

/** What would change the answer and is not supported, with what is. */
const REFUSED: readonly [query: object, attr: string, names: RegExp][] = [
  [
    { kind: "TrendsQuery", series: SERIES, conversionGoal: { actionId: 1 } },
    "query__conversionGoal",
    /series, dateRange/,
  ],
  [
    {
      kind: "TrendsQuery",
      series: SERIES,
      trendsFilter: { display: "CalendarHeatmap" },
    },
    "query__trendsFilter__display",
    /BoldNumber/,
  ],
  [
    {
      kind: "TrendsQuery",
      series: [{ ...SERIES[0], math: "sum", math_multiplier: 100 }],
    },
    "query__series__0__math_multiplier",
    /math_property/,
  ],
  [
    { kind: "TrendsQuery", series: [{ kind: "DataWarehouseNode", id: "t" }] },
    "query__series__0__kind",
    /EventsNode/,
  ],
  [
    {
      kind: "TrendsQuery",
      series: SERIES,
      breakdownFilter: { breakdown: "a", breakdown_histogram_bin_count: 4 },
    },
    "query__breakdownFilter__breakdown_histogram_bin_count",
    /breakdown_limit/,
  ],
  [
    {
      kind: "FunnelsQuery",
      series: [...SERIES, { ...SERIES[0], optionalInFunnel: true }],
    },
    "query__series__1__optionalInFunnel",
    /event/,
  ],
  [
    {
      kind: "RetentionQuery",
      retentionFilter: { timeWindowMode: "24_hour_windows" },
    },
    "query__retentionFilter__timeWindowMode",
    /strict_calendar_dates/,
  ],
  [
    {
      kind: "RetentionQuery",
      retentionFilter: { retentionCustomBrackets: [1, 3, 5] },
    },
    "query__retentionFilter__retentionCustomBrackets",
    /totalIntervals/,
  ],
  [
    { kind: "PathsQuery", pathsFilter: { pathGroupings: ["/users/*"] } },
    "query__pathsFilter__pathGroupings",
    /startPoint/,
  ],
  [
    {
      kind: "StickinessQuery",
      series: SERIES,
      compareFilter: { compare: true },
    },
    "query__compareFilter",
    /stickinessFilter/,
  ],
  [
    {
      kind: "LifecycleQuery",
      series: SERIES,
      dateRange: { daysOfWeek: [1] },
    },
    "query__dateRange__daysOfWeek",
    /date_from/,
  ],
];

Deno.test("a field that would change the answer and is not supported is a 400", async () => {
  await using posthog = await openEmbeddedPostHog();
  for (const [query, attr, names] of REFUSED) {
    const { status, body } = await call(posthog, "POST", "query/", { query });
    assertEquals([status, body.attr], [400, attr], JSON.stringify(body));
    assertMatch(body.detail, names);
  }
});

Deno.test("a field that only says how to draw, or that is not set, is left alone", async () => {
  await using posthog = await openEmbeddedPostHog();
  const { results } = await ask(posthog, {
    kind: "TrendsQuery",
    version: 2,
    series: [{ ...SERIES[0], math_multiplier: null, optionalInFunnel: false }],
    trendsFilter: { showLegend: true, yAxisScaleType: "log10" },
    breakdownFilter: {},
    compareFilter: { compare: false },
    conversionGoal: null,
    samplingFactor: 1,
    tags: { productKey: "product_analytics" },
  });
  assertEquals(results.length, 1);
});
