import { assert, assertEquals } from "@std/assert";
import { PostHog } from "posthog-node";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

/** Rows of a HogQL query. */
async function rows(
  url: string,
  key: string,
  query: string,
): Promise<unknown[][]> {
  const response = await fetch(`${url}/api/projects/@current/query/`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query: { kind: "HogQLQuery", query } }),
  });
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  return body.results;
}

async function createFlag(
  url: string,
  key: string,
  flag: unknown,
): Promise<void> {
  const response = await fetch(`${url}/api/projects/@current/feature_flags/`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(flag),
  });
  assertEquals(response.status, 201, await response.text());
}

const VARIANTS = [
  { key: "control", rollout_percentage: 40 },
  { key: "test", rollout_percentage: 60 },
];

Deno.test("posthog-node captures, identifies, aliases, groups and evaluates flags", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  const { url, close } = await posthog.serve({ port: 0 });
  const ask = (query: string) => rows(url, posthog.personalApiKey, query);
  const client = new PostHog(posthog.projectApiKey, {
    host: url,
    flushAt: 100,
  });
  try {
    await t.step(
      "capture, identify, alias and groupIdentify arrive",
      async () => {
        client.capture({
          distinctId: "ada",
          event: "bought",
          properties: { amount: 12.5 },
          groups: { company: "acme" },
        });
        client.identify({ distinctId: "ada", properties: { plan: "pro" } });
        client.capture({ distinctId: "anonymous-1", event: "looked" });
        client.alias({ distinctId: "ada", alias: "anonymous-1" });
        client.groupIdentify({
          groupType: "company",
          groupKey: "acme",
          properties: { tier: "gold" },
        });
        await client.flush();
        assertEquals(
          await ask(
            "SELECT event, properties.amount, $group_0 FROM events WHERE event = 'bought'",
          ),
          [["bought", 12.5, "acme"]],
        );
        assertEquals(
          await ask(
            "SELECT count(DISTINCT person_id) FROM events WHERE event IN ('bought', 'looked')",
          ),
          [[1]],
        );
        assertEquals(
          await ask(
            "SELECT properties.plan FROM persons WHERE properties.plan IS NOT NULL",
          ),
          [["pro"]],
        );
        assertEquals(await ask("SELECT key, properties.tier FROM groups"), [[
          "acme",
          "gold",
        ]]);
      },
    );

    await t.step(
      "flags are evaluated remotely, with stored properties",
      async () => {
        const create = (flag: unknown) =>
          createFlag(url, posthog.personalApiKey, flag);
        await create({
          key: "checkout",
          filters: {
            groups: [{ properties: [] }],
            multivariate: { variants: VARIANTS },
            payloads: { control: '{"color":"grey"}', test: '{"color":"red"}' },
          },
        });
        await create({
          key: "pro-only",
          filters: {
            groups: [{
              properties: [{
                key: "plan",
                value: "pro",
                type: "person",
                operator: "exact",
              }],
            }],
          },
        });
        await create({
          key: "gold-companies",
          filters: {
            aggregation_group_type_index: 0,
            groups: [{
              properties: [{
                key: "tier",
                value: "gold",
                type: "group",
                operator: "exact",
                group_type_index: 0,
              }],
            }],
          },
        });
        const flags = await client.getAllFlags("ada", {
          groups: { company: "acme" },
        });
        assertEquals([flags["pro-only"], flags["gold-companies"]], [
          true,
          true,
        ]);
        const stranger = await client.getAllFlags("ben", {
          personProperties: { plan: "free" },
        });
        assertEquals([stranger["pro-only"], stranger["gold-companies"]], [
          false,
          false,
        ]);
        assertEquals(
          await client.getFeatureFlag("checkout", "ada"),
          flags["checkout"],
        );
        const payload = await client.getFeatureFlagPayload("checkout", "ada");
        assertEquals(payload, {
          color: flags["checkout"] === "test" ? "red" : "grey",
        });
      },
    );

    await t.step("getFeatureFlag reports its call", async () => {
      await client.flush();
      const [[flag, response] = []] = await ask(
        "SELECT properties.$feature_flag, properties.$feature_flag_response FROM events WHERE event = '$feature_flag_called' LIMIT 1",
      );
      assertEquals(flag, "checkout");
      assert(response === "control" || response === "test");
    });

    await t.step(
      "local evaluation gives the same answers without a request a person",
      async () => {
        const local = new PostHog(posthog.projectApiKey, {
          host: url,
          personalApiKey: posthog.personalApiKey,
          featureFlagsPollingInterval: 1_000_000,
        });
        try {
          for (let index = 0; index < 50; index += 1) {
            const person = `person-${index}`;
            const options = {
              personProperties: { plan: index % 2 === 0 ? "pro" : "free" },
              groups: { company: "acme" },
              groupProperties: { company: { tier: "gold" } },
            };
            const alone = await local.getAllFlags(person, {
              ...options,
              onlyEvaluateLocally: true,
            });
            assertEquals(alone, await client.getAllFlags(person, options));
            assertEquals(Object.keys(alone).length, 3);
          }
        } finally {
          await local.shutdown();
        }
      },
    );
  } finally {
    await client.shutdown();
    await close();
  }
});

Deno.test("posthog-node captures by version 1 of the protocol, too", async () => {
  await using posthog = await openEmbeddedPostHog();
  const { url, close } = await posthog.serve({ port: 0 });
  const paths: string[] = [];
  // posthog-node reads the mode when a client is made.
  Deno.env.set("POSTHOG_CAPTURE_MODE", "v1");
  const client = new PostHog(posthog.projectApiKey, {
    host: url,
    fetch: (address, options) => {
      paths.push(new URL(String(address)).pathname);
      return fetch(address, options as RequestInit);
    },
  });
  Deno.env.delete("POSTHOG_CAPTURE_MODE");
  client.capture({
    distinctId: "ada",
    event: "bought",
    properties: { amount: 12.5, $set: { plan: "pro" } },
  });
  client.alias({ distinctId: "ada", alias: "ada@example.com" });
  await client.shutdown();
  assertEquals(new Set(paths), new Set(["/i/v1/analytics/events"]));
  assertEquals(
    await rows(
      url,
      posthog.personalApiKey,
      "SELECT event, properties.amount, person.properties.plan, properties.$lib " +
        "FROM events ORDER BY event",
    ),
    [
      ["$create_alias", null, "pro", "posthog-node"],
      ["bought", 12.5, "pro", "posthog-node"],
    ],
  );
  assertEquals(
    await rows(
      url,
      posthog.personalApiKey,
      "SELECT count(), uniq(person_id) FROM person_distinct_ids",
    ),
    [[2, 1]],
  );
  await close();
});
