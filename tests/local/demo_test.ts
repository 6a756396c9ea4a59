import { assert, assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { api, rows } from "./calls.ts";

const PROJECT = "/api/projects/@current/";

const NOW = new Date("2026-11-20T12:00:00.000Z");

Deno.test("loadDemo() fills a project with a product people use, once", async () => {
  await using posthog = await openEmbeddedPostHog({
    demo: true,
    now: () => NOW,
  });
  const summary = await posthog.loadDemo();
  assertEquals(summary.isNew, false);
  assert(summary.events >= 100_000 && summary.people >= 2_000);
  const [[events, people, first, last] = []] = await rows(
    posthog,
    "SELECT count(), uniqExact(person_id), min(timestamp), max(timestamp) FROM events",
  );
  assertEquals([events, people], [summary.events, summary.people]);
  const days = (NOW.getTime() - Date.parse(String(first))) / 86_400_000;
  assert(days > 85 && days <= 90);
  const hours = (NOW.getTime() - Date.parse(String(last))) / 3_600_000;
  assert(hours >= 0 && hours < 1);
  const names = await rows(posthog, "SELECT DISTINCT event FROM events");
  for (
    const name of [
      "$pageview",
      "$identify",
      "user_signed_up",
      "onboarding_completed",
      "feature_used",
      "purchase",
      "subscription_started",
      "subscription_cancelled",
      "$exception",
      "$feature_flag_called",
    ]
  ) assert(names.flat().includes(name), name);
  await checkPeople();
  await checkStaff();
  await checkFlag();
  assertEquals(
    (await api(posthog, "GET", `${PROJECT}experiments/`)).body.count,
    1,
  );
  assertEquals((await api(posthog, "GET", `${PROJECT}cohorts/`)).body.count, 2);

  /** Evaluating the flag gives each person the variant in their events. */
  async function checkFlag() {
    const seen = await rows(
      posthog,
      "SELECT distinct_id, any(properties.$feature_flag_response) FROM events " +
        "WHERE event = '$feature_flag_called' GROUP BY distinct_id LIMIT 20",
    );
    for (const [distinct_id, variant] of seen) {
      const response = await posthog.fetch("http://localhost/flags/?v=2", {
        method: "POST",
        body: JSON.stringify({ api_key: posthog.projectApiKey, distinct_id }),
      });
      const { flags } = await response.json();
      assertEquals(flags["new-onboarding"].variant, variant);
    }
  }

  /** The product's own staff is left out where a query asks for it. */
  async function checkStaff() {
    const people = async (filterTestAccounts: boolean) => {
      const query = {
        kind: "HogQLQuery",
        query: "SELECT count(DISTINCT person_id) FROM events WHERE " +
          "event = 'purchase' AND {filters}",
        filters: { filterTestAccounts },
      };
      const path = `${PROJECT}query/`;
      const { body } = await api(posthog, "POST", path, { query });
      return Number(body.results[0][0]);
    };
    const staff = await people(false) - await people(true);
    assertEquals(
      await rows(
        posthog,
        "SELECT count(DISTINCT person_id) FROM events WHERE event = 'purchase' " +
          "AND person.properties.email LIKE '%@demo.example'",
      ),
      [[staff]],
    );
    assert(staff > 50 && staff < 200, String(staff));
  }

  async function checkPeople() {
    assertEquals(
      await rows(
        posthog,
        "SELECT properties.plan IS NULL, count() > 300, max(properties.seats) >= 1 " +
          "FROM persons GROUP BY 1 ORDER BY 1",
      ),
      [[0, 1, 1], [1, 1, 0]],
    );
    const [[double] = []] = await rows(
      posthog,
      "SELECT count() FROM (SELECT person_id FROM events GROUP BY person_id HAVING uniq(distinct_id) = 2)",
    );
    assert(Number(double) > 2_000);
    assertEquals(
      await rows(
        posthog,
        "SELECT count() > 100, countIf(company.properties.employees > 0) > 50000 " +
          "FROM events WHERE $group_0 != ''",
      ),
      [[1, 1]],
    );
    assertEquals(
      await rows(
        posthog,
        "SELECT avg(session.$session_duration) > 60 FROM events WHERE event = 'purchase'",
      ),
      [[1]],
    );
  }
});

Deno.test("loadDemo() gives the same events for the same seed", async () => {
  const digest = async (seed: number) => {
    await using posthog = await openEmbeddedPostHog({
      demo: { seed, people: 20 },
      now: () => NOW,
    });
    return await rows(
      posthog,
      "SELECT count(), sum(cityHash64(uuid, event, properties, timestamp)) FROM events",
    );
  };
  const [first, again, other] = [
    await digest(1),
    await digest(1),
    await digest(2),
  ];
  assertEquals(first, again);
  assert(JSON.stringify(first) !== JSON.stringify(other));
});
