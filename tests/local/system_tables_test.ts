import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { api, rows } from "./calls.ts";

const TABLES = [
  "actions",
  "annotations",
  "cohorts",
  "dashboards",
  "early_access_features",
  "error_tracking_issues",
  "experiments",
  "feature_flags",
  "groups",
  "group_type_mappings",
  "insight_variables",
  "insights",
  "notebooks",
  "surveys",
  "teams",
];

Deno.test("every system table can be read whole", async () => {
  await using posthog = await openEmbeddedPostHog();
  for (const table of TABLES) {
    const found = await rows(posthog, `SELECT * FROM system.${table}`);
    assertEquals(found.length, table === "teams" ? 1 : 0, table);
  }
});

Deno.test("system tables show what was made through the API", async () => {
  await using posthog = await openEmbeddedPostHog();
  await api(posthog, "POST", "/api/projects/@current/annotations/", {
    content: "Launched",
    scope: "project",
    date_marker: "2026-11-01T00:00:00Z",
  });
  assertEquals(
    await rows(
      posthog,
      "SELECT content, date_marker, deleted FROM system.annotations",
    ),
    [["Launched", "2026-11-01T00:00:00Z", 0]],
  );
});
