import { assertEquals } from "@std/assert";
import { PostHog } from "posthog-node";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import type { EmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { rows } from "./calls.ts";

/** PostHog's own client for Node, as it is published, talking to ours. */
function clientOf(posthog: EmbeddedPostHog): PostHog {
  return new PostHog(posthog.projectApiKey, {
    host: "http://posthog.localhost",
    fetch: (url, options) => posthog.fetch(url, options as RequestInit),
    flushAt: 1_000,
    flushInterval: 0,
  });
}

Deno.test("posthog-node captures, identifies, aliases and groups, unchanged", async () => {
  await using posthog = await openEmbeddedPostHog();
  const client = clientOf(posthog);
  client.capture({
    distinctId: "device",
    event: "visited",
    properties: { page: "/pricing", $set: { plan: "free" } },
    timestamp: new Date("2026-11-01T10:00:00.250Z"),
  });
  client.identify({ distinctId: "ada", properties: { name: "Ada" } });
  client.alias({ distinctId: "ada", alias: "device" });
  client.groupIdentify({
    groupType: "company",
    groupKey: "acme",
    properties: { seats: 12 },
    distinctId: "ada",
  });
  client.capture({
    distinctId: "ada",
    event: "paid",
    properties: { amount: 9.5 },
    groups: { company: "acme" },
  });
  await client.shutdown();
  assertEquals(
    await rows(
      posthog,
      "SELECT uniq(person_id), countIf(properties.$lib = 'posthog-node') FROM events",
    ),
    [[1, 5]],
  );
  assertEquals(
    await rows(
      posthog,
      "SELECT toDate(timestamp), properties.page FROM events WHERE event = 'visited'",
    ),
    [["2026-11-01", "/pricing"]],
  );
  assertEquals(
    await rows(posthog, "SELECT properties.name, properties.plan FROM persons"),
    [["Ada", "free"]],
  );
  assertEquals(
    await rows(
      posthog,
      "SELECT properties.amount, company.properties.seats FROM events WHERE event = 'paid'",
    ),
    [[9.5, 12]],
  );
});

Deno.test("posthog-node sends an event again after a failure, and it counts once", async () => {
  let failures = 1;
  await using posthog = await openEmbeddedPostHog({
    faults: () => failures-- > 0 ? "503;after" : undefined,
  });
  const client = new PostHog(posthog.projectApiKey, {
    host: "http://posthog.localhost",
    fetch: (url, options) => posthog.fetch(url, options as RequestInit),
    fetchRetryDelay: 1,
  });
  client.capture({ distinctId: "ada", event: "paid" });
  await client.shutdown();
  assertEquals(await rows(posthog, "SELECT count() FROM events"), [[1]]);
});
