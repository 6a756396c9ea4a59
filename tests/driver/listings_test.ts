import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ConnectionError,
  type PostHogClient,
  ValidationError,
} from "../../driver/mod.ts";
import { json, wire } from "./wire.ts";

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
// deno-fmt-ignore
const URLS: readonly [
  what: string,
  call: (client: PostHogClient) => Promise<unknown>,
  url: string,
][] = [
  ["getPersons", (c) => c.getPersons({ search: "a&b", cohortId: 3, limit: 9 }), "persons/?search=a%26b&cohort=3&limit=10"],
  ["getPersons by property", (c) => c.getPersons({ properties: { plan: "pro" }, limit: 9 }), `persons/?properties=${
      encodeURIComponent(
        '[{"operator":"exact","type":"person","key":"plan","value":"pro"}]',
     ).replace(/%20/g, "+")
    }&limit=10`],
  ["getCohorts", (c) => c.getCohorts({ search: "x", type: "static", limit: 9 }), "cohorts/?search=x&type=static&limit=10"],
  ["getFeatureFlags", (c) => c.getFeatureFlags({ active: true, type: "boolean", limit: 9 }), "feature_flags/?active=true&type=boolean&limit=10"],
  ["getExperiments", (c) => c.getExperiments({ status: "running", archived: false, limit: 9 }), "experiments/?status=running&archived=false&limit=10"],
  ["getInsights", (c) => c.getInsights({ search: "x", saved: true, limit: 9 }), "insights/?search=x&saved=true&limit=10"],
  ["getAnnotations", (c) => c.getAnnotations({ limit: 9 }), "annotations/?limit=10"],
  ["getSurveys", (c) => c.getSurveys({ search: "x", limit: 9 }), "surveys/?search=x&limit=10"],
  ["getEventDefinitions", (c) => c.getEventDefinitions({ search: "x", limit: 9 }), "event_definitions/?search=x&limit=10"],
  ["getPropertyDefinitions", (c) => c.getPropertyDefinitions({ type: "person", eventNames: ["a"], limit: 9 }), "property_definitions/?type=person&event_names=%5B%22a%22%5D&filter_by_event_names=true&limit=10"],
  ["getSessionRecordings", (c) => c.getSessionRecordings({ after: "-3d", personId: "p", limit: 9 }), "session_recordings/?date_from=-3d&person_uuid=p&limit=10"],
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
