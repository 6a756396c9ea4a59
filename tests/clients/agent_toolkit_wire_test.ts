import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { z } from "zod";

/**
 * The requests that `@posthog/agent-toolkit` 0.2.4 makes, and what it demands
 * of the answers: its own schemas refuse anything else. (The package brings
 * 150 MB of peers, so only CI runs it itself: `agent_toolkit_test.ts`.)
 */
const Key = z.object({
  scopes: z.array(z.string()),
  scoped_teams: z.array(z.number()),
  scoped_organizations: z.array(z.string()),
});

const User = z.object({
  distinct_id: z.string(),
  team: z.object({ id: z.number(), organization: z.uuid() }),
  organization: z.object({ id: z.uuid() }),
});

const EventDefinition = z.object({
  id: z.uuid(),
  name: z.string(),
  last_seen_at: z.string().nullish(),
});

const PropertyDefinition = z.object({
  id: z.string(),
  name: z.string(),
  property_type: z.enum(["String", "Numeric", "Boolean", "DateTime"]).nullish(),
});

const Insight = z.object({
  id: z.number(),
  short_id: z.string(),
  filters: z.record(z.string(), z.unknown()),
  query: z.looseObject({ kind: z.string() }),
  result: z.unknown().optional(),
});

const Flag = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  active: z.boolean(),
  filters: z.object({ groups: z.array(z.unknown()) }),
});

const Experiment = z.object({
  id: z.number(),
  feature_flag_key: z.string(),
  feature_flag: Flag.nullish(),
  metrics: z.array(z.looseObject({ metric_type: z.string() })).nullish(),
  metrics_secondary: z.array(z.unknown()).nullish(),
  saved_metrics_ids: z.array(z.unknown()).nullable(),
  archived: z.boolean(),
  deleted: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});

const Dashboard = z.object({
  id: z.number(),
  tiles: z.array(z.object({ insight: Insight, order: z.number() })),
});

const Exposures = z.object({
  timeseries: z.array(z.object({
    variant: z.string(),
    days: z.array(z.string()),
    exposure_counts: z.array(z.number()),
  })),
  total_exposures: z.record(z.string(), z.number()),
});

const Results = z.object({
  baseline: z.looseObject({ key: z.string(), number_of_samples: z.number() }),
  variant_results: z.array(
    z.looseObject({ key: z.string(), method: z.string() }),
  ),
});

function list<Item extends z.ZodType>(item: Item) {
  return z.object({ count: z.number(), results: z.array(item) });
}

Deno.test("the requests of PostHog's agent toolkit get answers its schemas take", async (t) => {
  await using posthog = await openEmbeddedPostHog({ demo: { people: 300 } });
  const { url, close } = await posthog.serve({ port: 0 });
  async function request<Body>(
    schema: z.ZodType<Body>,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${posthog.personalApiKey}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assertEquals(response.ok, true, `${method} ${path}: ${text}`);
    return schema.parse(JSON.parse(text));
  }
  const query = <Body>(schema: z.ZodType<Body>, node: unknown) =>
    request(schema, "POST", "environments/1/query/", { query: node });
  const answer = z.object({ results: z.array(z.unknown()).min(1) });

  await t.step("workspace", async () => {
    const key = await request(Key, "GET", "personal_api_keys/@current");
    assertEquals(key.scopes, ["*"]);
    const { organization } = await request(User, "GET", "users/@me/");
    const projects = list(z.object({ id: z.number(), organization: z.uuid() }));
    await request(
      projects,
      "GET",
      `organizations/${organization.id}/projects/`,
    );
  });
  await t.step("definitions", async () => {
    await request(
      list(EventDefinition),
      "GET",
      "projects/1/event_definitions/?limit=50",
    );
    const names = encodeURIComponent(JSON.stringify(["purchase"]));
    await request(
      list(PropertyDefinition),
      "GET",
      `projects/1/property_definitions/?event_names=${names}&filter_by_event_names=true` +
        "&is_feature_flag=false&exclude_core_properties=true&limit=200",
    );
  });
  await t.step("queries", async () => {
    const hogql = "SELECT event, count() FROM events GROUP BY event LIMIT 5";
    await query(answer, { kind: "HogQLQuery", query: hogql });
    const series = ["user_signed_up", "purchase"].map((event) => ({
      kind: "EventsNode",
      event,
      custom_name: event,
      math: "total",
      properties: [],
    }));
    const shared = {
      dateRange: { date_from: "-30d", date_to: null },
      properties: [],
      filterTestAccounts: false,
    };
    await query(answer, {
      kind: "TrendsQuery",
      interval: "day",
      series,
      ...shared,
    });
    await query(answer, { kind: "FunnelsQuery", series, ...shared });
  });
  await t.step("insights and dashboards", async () => {
    const source = {
      kind: "TrendsQuery",
      series: [{ kind: "EventsNode", event: "purchase" }],
    };
    const made = await request(Insight, "POST", "projects/1/insights/", {
      name: "Made",
      query: { kind: "InsightVizNode", source },
      favorited: false,
      saved: true,
    });
    const path = `projects/1/insights/${made.id}/`;
    const dashboard = await request(
      Dashboard,
      "POST",
      "projects/1/dashboards/",
      {
        name: "D",
      },
    );
    await request(Insight, "PATCH", path, { dashboards: [dashboard.id] });
    const { tiles } = await request(
      Dashboard,
      "GET",
      `projects/1/dashboards/${dashboard.id}/`,
    );
    assertEquals(tiles.map(({ insight }) => insight.id), [made.id]);
    await request(z.unknown(), "PATCH", path, { deleted: true });
  });
  await t.step("flags", async () => {
    const made = await request(Flag, "POST", "projects/1/feature_flags/", {
      key: "new-flag",
      name: "New",
      description: "d",
      filters: { groups: [{ properties: [], rollout_percentage: 50 }] },
      active: true,
    });
    const { results } = await request(
      list(Flag),
      "GET",
      "projects/1/feature_flags/",
    );
    assertEquals(results.some(({ key }) => key === "new-flag"), true);
    const path = `projects/1/feature_flags/${made.id}/`;
    assertEquals(
      (await request(Flag, "PATCH", path, { active: false })).active,
      false,
    );
    await request(z.unknown(), "PATCH", path, { deleted: true });
  });
  await t.step("experiments, exposures and results", async () => {
    const { results } = await request(
      list(Experiment),
      "GET",
      "projects/1/experiments/",
    );
    const [experiment] = results;
    await query(Exposures, {
      kind: "ExperimentExposureQuery",
      experiment_id: experiment?.id,
      experiment_name: "Shorter onboarding",
      exposure_criteria: {},
      feature_flag: experiment?.feature_flag,
      start_date: new Date(Date.now() - 60 * 86_400_000).toISOString(),
      end_date: null,
      holdout: null,
    });
    for (const metric of experiment?.metrics ?? []) {
      await query(Results, {
        kind: "ExperimentQuery",
        metric,
        experiment_id: experiment?.id,
      });
    }
  });
  await close();
});
