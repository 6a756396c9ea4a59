/**
 * The embedded PostHog: what HogQL over HTTP costs beside the same SQL in bare
 * ClickHouse, how it grows, and how fast events come in.
 *
 * @module
 */

import { Session } from "chdb";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { medianMs } from "./bench.ts";
import type { Bench, Figure } from "./bench.ts";

const QUESTIONS: Readonly<Record<string, string>> = {
  count: "SELECT count() FROM events",
  group_by_property:
    "SELECT properties.$browser AS browser, count() FROM events GROUP BY browser ORDER BY count() DESC",
  power_users:
    `SELECT person_id, any(person.properties.email), count() AS purchases
    FROM events WHERE event = 'purchase' AND timestamp > now() - INTERVAL 30 DAY
    GROUP BY person_id HAVING purchases >= 5 ORDER BY purchases DESC LIMIT 100`,
  funnel: `SELECT level, count() FROM (
      SELECT person_id, windowFunnel(604800)(toDateTime(timestamp),
        event = 'user_signed_up', event = 'onboarding_completed', event = 'purchase') AS level
      FROM events WHERE event IN ('user_signed_up', 'onboarding_completed', 'purchase')
      GROUP BY person_id)
    GROUP BY level ORDER BY level`,
  retention:
    `SELECT toStartOfWeek(first) AS cohort, week, uniq(person_id) FROM (
      SELECT person_id, min(toStartOfWeek(timestamp)) OVER (PARTITION BY person_id) AS first,
        dateDiff('week', first, toStartOfWeek(timestamp)) AS week FROM events)
    GROUP BY cohort, week ORDER BY cohort, week LIMIT 1000`,
};

/** About this many demo people make a million events. */
const PEOPLE_PER_MILLION = 20_900;

/** Benchmarks of the embedded PostHog. */
export const benches: readonly Bench[] = [
  { name: "local/ingestion", run: ingestion },
  { name: "local/hogql", run: hogql },
];

async function* hogql(): AsyncGenerator<Figure> {
  const before = new Map<string, number>();
  for (const millions of [1, 10]) {
    const dataDir = await Deno.makeTempDir();
    await using posthog = await openEmbeddedPostHog({
      dataDir,
      queryLimits: { personalKeySeconds: 120 },
    });
    const people = PEOPLE_PER_MILLION * millions;
    const { events } = await posthog.loadDemo({ people });
    const session = new Session(`${posthog.dataDir}/clickhouse`);
    for (const [name, query] of Object.entries(QUESTIONS)) {
      const sql = await printed(posthog, query);
      const times = millions > 1 ? 3 : 5;
      const ours = await medianMs(() => answer(posthog, query), times);
      const bare = await medianMs(
        () => session.queryAsync(sql, { format: "JSONCompact" }),
        times,
      );
      const growth = ours / (before.get(name) ?? ours);
      before.set(name, ours);
      yield {
        bench: `local/hogql/${name}/${millions}M`,
        value: round(ours / bare),
        unit: "ratio",
        events,
        ms: round(ours),
        bare_ms: round(bare),
        ...(millions === 1 ? {} : { growth_from_1M: round(growth) }),
      };
    }
    session.close();
    await posthog.close();
    yield await reopening(dataDir, millions);
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** Opening what is there, up to the first answer. */
async function reopening(dataDir: string, millions: number): Promise<Figure> {
  const start = performance.now();
  await using posthog = await openEmbeddedPostHog({ dataDir });
  await answer(posthog, "SELECT count() FROM events");
  const ms = performance.now() - start;
  return {
    bench: `local/reopen/${millions}M`,
    value: Math.round(ms),
    unit: "ms",
  };
}

async function* ingestion(): AsyncGenerator<Figure> {
  await using posthog = await openEmbeddedPostHog();
  const batches = Array.from({ length: 200 }, (_, batch) => batchOf(batch));
  const start = performance.now();
  const clients = Array.from({ length: 4 }, async () => {
    for (let body = batches.pop(); body; body = batches.pop()) {
      await send(posthog, body);
    }
  });
  await Promise.all(clients);
  const ms = performance.now() - start;
  const bare = await bareInsertMs(posthog);
  yield {
    bench: "local/ingestion",
    value: Math.round(100_000 / ms * 1000),
    unit: "events/s",
    ratio_to_bare_insert: round(ms / bare),
  };
}

/** The same rows, read and written by ClickHouse alone. */
async function bareInsertMs(posthog: EmbeddedPostHog): Promise<number> {
  const session = new Session(`${posthog.dataDir}/clickhouse`);
  await session.queryAsync(
    "CREATE TABLE posthog.bare AS posthog.events",
    { format: "TSV" },
  );
  const { bytes } = await session.queryAsync(
    "SELECT * FROM posthog.events",
    { format: "JSONCompactEachRow" },
  ).then((result) => ({ bytes: result.bytes() }));
  const start = performance.now();
  await session.insert({
    table: "posthog.bare",
    values: bytes,
    format: "JSONCompactEachRow",
  });
  const ms = performance.now() - start;
  session.close();
  return ms;
}

function batchOf(batch: number) {
  return Array.from({ length: 500 }, (_, index) => ({
    event: `event ${index % 10}`,
    distinct_id: `person ${(batch * 31 + index) % 5_000}`,
    uuid: crypto.randomUUID(),
    timestamp: new Date(Date.UTC(2026, 8, 1) + (batch * 500 + index) * 60_000)
      .toISOString(),
    properties: {
      $browser: "Chrome",
      $current_url: "https://app.example/reports?tab=1",
      amount: index,
      plan: "pro",
      is_admin: index % 2 === 0,
    },
  }));
}

async function send(posthog: EmbeddedPostHog, batch: unknown): Promise<void> {
  const response = await posthog.fetch("http://localhost/batch/", {
    method: "POST",
    body: JSON.stringify({ api_key: posthog.projectApiKey, batch }),
  });
  if (!response.ok) throw new Error(await response.text());
  await response.body?.cancel();
}

async function ask(posthog: EmbeddedPostHog, query: string, debug: boolean) {
  const response = await posthog.fetch(
    "http://localhost/api/projects/@current/query/",
    {
      method: "POST",
      headers: { authorization: `Bearer ${posthog.personalApiKey}` },
      body: JSON.stringify({
        query: { kind: "HogQLQuery", query, modifiers: { debug } },
      }),
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

function answer(posthog: EmbeddedPostHog, query: string): Promise<string> {
  return ask(posthog, query, false);
}

async function printed(
  posthog: EmbeddedPostHog,
  query: string,
): Promise<string> {
  const { clickhouse } = JSON.parse(await ask(posthog, query, true));
  return String(clickhouse);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
