import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TextLineStream } from "@std/streams";

/**
 * Where the toolkit's `ai-sdk.mjs` is; with its peers it is too large (150 MB)
 * to be a dependency. `agent_toolkit_wire_test.ts` makes its requests without.
 */
const TOOLKIT = Deno.env.get("AGENT_TOOLKIT");

const CHILD = new URL("agent_toolkit_child.mjs", import.meta.url).pathname;

// deno-lint-ignore no-explicit-any -- whatever JSON a tool gives
type Call = (name: string, input?: unknown) => Promise<any>;

/** The toolkit in a process of Node, as its users run it. */
function startToolkit(url: string, personalApiKey: string) {
  const child = new Deno.Command("node", {
    args: [CHILD],
    env: {
      AGENT_TOOLKIT: `${TOOLKIT}`,
      POSTHOG_API_URL: url,
      POSTHOG_PERSONAL_API_KEY: personalApiKey,
    },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const calls = child.stdin.getWriter();
  const answers = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const call: Call = async (name, input = {}) => {
    const line = `${JSON.stringify({ name, input })}\n`;
    await calls.write(new TextEncoder().encode(line));
    const { value = "{}" } = await answers.read();
    const { text, error } = JSON.parse(String(value));
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    assert(!String(text).startsWith("Error"), `${name}: ${text}`);
    return JSON.parse(text);
  };
  return {
    call,
    async [Symbol.asyncDispose]() {
      await calls.close();
      assertEquals((await child.status).code, 0);
      await answers.cancel();
    },
  };
}

const EVENT = { kind: "EventsNode", math: "total", properties: [] };

/** An insight over two events of the demo product. */
function insight(kind: "TrendsQuery" | "FunnelsQuery") {
  const series = ["user_signed_up", "purchase"]
    .map((event) => ({ ...EVENT, event, custom_name: event }));
  const dateRange = { date_from: "-60d", date_to: null };
  const shared = { series, dateRange, properties: [] };
  return {
    kind: "InsightVizNode",
    source: { kind, ...shared, filterTestAccounts: true },
  };
}

Deno.test({
  name:
    "PostHog's agent toolkit works with queries, insights, flags, experiments",
  ignore: TOOLKIT === undefined,
  async fn(t) {
    await using posthog = await openEmbeddedPostHog({ demo: { people: 300 } });
    const { url } = await posthog.serve({ port: 0 });
    await using toolkit = startToolkit(url, posthog.personalApiKey);
    const { call } = toolkit;

    await t.step("the workspace and what is in it", async () => {
      const [project] = await call("projects-get");
      assertEquals(project.id, 1);
      assertEquals((await call("organizations-get")).length, 1);
      const events: { name: string }[] = await call("event-definitions-list");
      assert(events.some(({ name }) => name === "purchase"));
      const properties: { name: string; property_type: string }[] = await call(
        "properties-list",
        { type: "event", eventName: "purchase" },
      );
      const amount = properties.find(({ name }) => name === "amount");
      assertEquals(amount?.property_type, "Numeric");
    });

    await t.step("queries: HogQL, trend, funnel", async () => {
      const hogql = await call("query-run", {
        query: {
          kind: "DataVisualizationNode",
          source: {
            kind: "HogQLQuery",
            query: "SELECT count() FROM events WHERE event = 'purchase'",
          },
        },
      });
      const [[purchases]] = hogql;
      assert(purchases > 100, String(purchases));
      const trend = await call("query-run", { query: insight("TrendsQuery") });
      assertEquals(trend.length, 2);
      const funnel = await call("query-run", {
        query: insight("FunnelsQuery"),
      });
      const [first, second] = funnel;
      assert(first.count > second.count && second.count > 0);
    });

    await t.step(
      "an insight: make, ask, put on a dashboard, delete",
      async () => {
        const made = await call("insight-create-from-query", {
          data: { name: "T", query: insight("TrendsQuery"), favorited: false },
        });
        const insightId = made.short_id;
        assertEquals((await call("insight-get", { insightId })).name, "T");
        const { results } = await call("insight-query", { insightId });
        assertEquals(results.length, 2);
        const dashboard = await call("dashboard-create", {
          data: { name: "D" },
        });
        await call("add-insight-to-dashboard", {
          data: { insightId, dashboardId: dashboard.id },
        });
        const { tiles } = await call("dashboard-get", {
          dashboardId: dashboard.id,
        });
        assertEquals(tiles.length, 1);
        const query = insight("FunnelsQuery");
        await call("insight-update", {
          insightId,
          data: { name: "F", query },
        });
        await call("insight-delete", { insightId });
        const left: { name: string }[] = await call("insights-get-all", {});
        assert(!left.some(({ name }) => name === "F"));
      },
    );

    await t.step("a flag: make, change, delete", async () => {
      const groups = [{
        properties: [{ key: "plan", value: "pro", operator: "exact" }],
        rollout_percentage: 50,
      }];
      await call("create-feature-flag", {
        name: "New",
        key: "new-flag",
        description: "d",
        filters: { groups },
        active: true,
      });
      const flagKey = "new-flag";
      const made = await call("feature-flag-get-definition", { flagKey });
      assertEquals(made.key, flagKey);
      await call("update-feature-flag", { flagKey, data: { active: false } });
      const all: { key: string; active: boolean }[] = await call(
        "feature-flag-get-all",
      );
      assertEquals(
        all.find(({ key }) => key === flagKey)?.active,
        false,
      );
      await call("delete-feature-flag", { flagKey });
      const left: { key: string }[] = await call("feature-flag-get-all");
      assert(!left.some(({ key }) => key === flagKey));
    });

    await t.step("an experiment: make, launch, results, delete", async () => {
      const made = await call("experiment-create", {
        name: "Blue button",
        feature_flag_key: "blue-button",
        primary_metrics: [{
          name: "Buys",
          metric_type: "funnel",
          event_name: "purchase",
          funnel_steps: ["purchase"],
        }],
      });
      const experimentId = made.id;
      await call("experiment-update", {
        experimentId,
        data: { launch: true, description: "d" },
      });
      const launched = await call("experiment-get", { experimentId });
      assertMatch(launched.start_date, /^\d{4}-/);
      await call("experiment-update", {
        experimentId,
        data: { conclude: "won", conclusion_comment: "c" },
      });
      await call("experiment-delete", { experimentId });
      const [demo] = await call("experiment-get-all");
      assertEquals(demo.name, "Shorter onboarding");
      const results = await call("experiment-results-get", {
        experimentId: demo.id,
        refresh: true,
      });
      const { primary } = results.metrics;
      const methods = primary.results.map(
        ({ data }: { data: { variant_results: { method: string }[] } }) =>
          data.variant_results.map(({ method }) => method),
      );
      assertEquals(methods, [["bayesian"], ["bayesian"]]);
    });
  },
});
