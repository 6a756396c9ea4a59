import { assertEquals, assertMatch } from "@std/assert";
import { call, did, events, openProject } from "../kinds/project.ts";

Deno.test("REST resources create, list, change and delete as PostHog's do", async (t) => {
  await using posthog = await openProject([
    did("ada", "buy", "20T10:00", { amount: 3 }),
    did("ben", "view", "20T09:00", { path: "/" }),
    did("cid", "view", "18T09:00"),
  ]);
  const request = (method: string, path: string, body?: unknown) =>
    call(posthog, method, path, body);

  await t.step("annotations page by limit and offset", async () => {
    for (const content of ["one", "two", "three"]) {
      const { status } = await request("POST", "annotations/", {
        content,
        date_marker: "2026-11-18T00:00:00Z",
      });
      assertEquals(status, 201);
    }
    const first = await request("GET", "annotations/?limit=2");
    assertEquals(first.body.count, 3);
    assertEquals(first.body.results.length, 2);
    assertMatch(first.body.next, /limit=2&offset=2$/);
    const found = await request("GET", "annotations/?search=two");
    const { id } = found.body.results[0];
    assertEquals((await request("DELETE", `annotations/${id}/`)).status, 405);
    const gone = await request("PATCH", `annotations/${id}/`, {
      deleted: true,
    });
    assertEquals([gone.status, gone.body.deleted], [200, true]);
    assertEquals((await request("GET", `annotations/${id}/`)).status, 404);
    assertEquals((await request("GET", "annotations/")).body.count, 2);
  });

  await t.step("wrong fields are named", async () => {
    const wrong = await request("POST", "annotations/", { content: 5 });
    assertEquals([wrong.status, wrong.body.attr], [400, "content"]);
    const missing = await request("POST", "actions/", {});
    assertEquals([missing.status, missing.body.code, missing.body.attr], [
      400,
      "required",
      "name",
    ]);
    const broken = await request("POST", "feature_flags/", {
      key: "f",
      filters: { groups: [{ rollout_percentage: 120 }] },
    });
    assertEquals([broken.status, broken.body.attr], [
      400,
      "filters__groups__0__rollout_percentage",
    ]);
  });

  await t.step("actions are unique by name and can be queried", async () => {
    const made = await request("POST", "actions/", {
      name: "Bought",
      steps: [{ event: "buy" }],
    });
    const twin = await request("POST", "actions/", { name: "Bought" });
    assertEquals([twin.status, twin.body.code], [400, "unique"]);
    const { body } = await request("POST", "query/", {
      query: {
        kind: "TrendsQuery",
        dateRange: { date_from: "-2d" },
        series: [{ kind: "ActionsNode", id: made.body.id }],
      },
    });
    assertEquals(body.results[0].data, [0, 0, 1]);
    assertEquals(body.results[0].label, "Bought");
    const missing = await request("POST", "query/", {
      query: { kind: "TrendsQuery", series: [{ kind: "ActionsNode", id: 99 }] },
    });
    assertEquals([missing.status, missing.body.detail], [
      400,
      "Action ID 99 does not exist!",
    ]);
  });

  await t.step(
    "insights take queries, no filters, and answer on refresh",
    async () => {
      const source = { kind: "TrendsQuery", series: [events("buy")] };
      const query = { kind: "InsightVizNode", source };
      const legacy = await request("POST", "insights/", {
        name: "Old",
        filters: { insight: "TRENDS" },
      });
      assertEquals(legacy.status, 403);
      const empty = await request("POST", "insights/", { name: "Empty" });
      assertEquals([empty.status, empty.body.attr], [400, "query"]);
      const { body } = await request("POST", "insights/", {
        name: "Sales",
        query,
      });
      assertEquals(body.result, null);
      const path = `insights/${body.short_id}/`;
      assertEquals((await request("GET", path)).body.result, null);
      const fresh = await request("GET", `${path}?refresh=blocking`);
      assertEquals(fresh.body.result[0].count, 1);
      assertEquals(fresh.body.is_cached, false);
      const kept = await request("GET", path);
      assertEquals(kept.body.result, fresh.body.result);
      assertEquals(
        [kept.body.is_cached, kept.body.last_refresh],
        [true, fresh.body.last_refresh],
      );
      for (const [query, count] of [["tags=a,b", 0], ["saved=true", 1]]) {
        const listed = await request("GET", `insights/?${query}`);
        assertEquals(listed.body.count, count, String(query));
      }
      const csv = await request("GET", "insights/?format=csv");
      assertEquals([csv.status, csv.body.attr], [400, "format"]);
      const renamed = await request("PATCH", path, {
        ...kept.body,
        name: "Renamed",
      });
      assertEquals([renamed.status, renamed.body.name], [200, "Renamed"]);
      const one = `insights/${body.id}/`;
      await request("PATCH", one, { deleted: true });
      assertEquals((await request("GET", one)).status, 404);
      assertEquals((await request("PATCH", one, { name: "x" })).status, 404);
      const back = await request("PATCH", one, { deleted: false });
      assertEquals([back.status, back.body.deleted], [200, false]);
      assertEquals((await request("GET", one)).status, 200);
      assertEquals((await request("DELETE", path)).status, 405);
    },
  );

  await t.step(
    "flags are unique, versioned, and their variants sum to 100",
    async () => {
      const variants = (...shares: number[]) => ({
        key: "color",
        filters: {
          groups: [{ properties: [] }],
          multivariate: {
            variants: shares.map((rollout_percentage, index) => ({
              key: `v${index}`,
              rollout_percentage,
            })),
          },
        },
      });
      const uneven = await request("POST", "feature_flags/", variants(50, 40));
      assertEquals([uneven.status, uneven.body.attr], [400, "filters"]);
      const made = await request("POST", "feature_flags/", variants(50, 50));
      assertEquals([made.status, made.body.version], [201, 1]);
      const twin = await request("POST", "feature_flags/", variants(50, 50));
      assertEquals([twin.body.code, twin.body.attr], ["unique", "key"]);
      const path = `feature_flags/${made.body.id}/`;
      const off = await request("PATCH", path, { active: false });
      assertEquals([off.body.version, off.body.status], [2, "INACTIVE"]);
      const stale = await request("PATCH", path, { active: true, version: 1 });
      assertEquals(stale.status, 409);
      const listed = await request("GET", "feature_flags/?active=true");
      assertEquals(listed.body.count, 0);
    },
  );

  await t.step(
    "events walk by timestamp, the last 24 hours unless told",
    async () => {
      const day = await request("GET", "events/");
      assertEquals(day.body.results.map((it: { event: string }) => it.event), [
        "buy",
        "view",
      ]);
      const first = await request("GET", "events/?after=2026-11-01&limit=2");
      assertMatch(first.body.next, /before=2026-11-20T09/);
      const next = new URL(first.body.next);
      const second = await request("GET", `events/${next.search}`);
      assertEquals(
        second.body.results.map((it: { distinct_id: string }) =>
          it.distinct_id
        ),
        ["cid"],
      );
      assertEquals(second.body.next, null);
      const { id, properties } = day.body.results[0];
      assertEquals(properties.amount, 3);
      assertEquals((await request("GET", `events/${id}/`)).body.event, "buy");
      assertEquals((await request("GET", "events/nonsense/")).status, 400);
      assertEquals((await request("GET", "events/?offset=50001")).status, 400);
      const values = await request(
        "GET",
        "events/values/?key=path&event_name=view",
      );
      assertEquals(values.body, [{ name: "/" }]);
      assertEquals(
        (await request("GET", "events/values/?key=path")).status,
        400,
      );
    },
  );

  await t.step(
    "definitions tell types and where properties were seen",
    async () => {
      const list = await request("GET", "event_definitions/?search=bu");
      assertEquals(list.body.results[0].name, "buy");
      const names = encodeURIComponent(JSON.stringify(["buy"]));
      const { body } = await request(
        "GET",
        `property_definitions/?event_names=${names}&filter_by_event_names=true&search=amount`,
      );
      const [{ name, property_type, is_seen_on_filtered_events }] =
        body.results;
      assertEquals([name, property_type, is_seen_on_filtered_events], [
        "amount",
        "Numeric",
        true,
      ]);
      const group = await request("GET", "property_definitions/?type=group");
      assertEquals([group.status, group.body.attr], [400, "group_type_index"]);
    },
  );

  await t.step(
    "surveys are deleted, dashboards hold insights, recordings have a flag",
    async () => {
      const survey = await request("POST", "surveys/", {
        name: "NPS",
        type: "popover",
      });
      assertEquals(
        (await request("DELETE", `surveys/${survey.body.id}/`)).status,
        204,
      );
      assertEquals((await request("GET", "dashboards/")).body.count, 0);
      const recordings = await request("GET", "session_recordings/");
      assertEquals(recordings.body, {
        results: [],
        has_next: false,
        version: 4,
      });
      assertEquals((await request("GET", "groups_types/")).body, []);
    },
  );
});
