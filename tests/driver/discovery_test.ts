import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import {
  assertDriverContract,
  ObjectNotFoundError,
  PostHogError,
} from "../../driver/mod.ts";
import { apiError, json, table, wire } from "./wire.ts";

const SCHEMA = {
  tables: {
    events: {
      name: "events",
      fields: {
        event: { name: "event", type: "string", hogql_value: "event" },
        person: { name: "person", type: "lazy_table", table: "persons" },
      },
    },
    "system.insights": {
      name: "system.insights",
      fields: { id: { name: "id", type: "integer" } },
    },
  },
};

Deno.test("listObjects() and getFields() read the live schema and definitions", async () => {
  const { client, asked } = wire(({ method, body }) => {
    if (method === "GET") {
      return json({
        results: [
          { name: "plan", property_type: "String" },
          { name: "my price", property_type: "Numeric" },
        ],
        next: null,
      });
    }
    return Object(body["query"]).kind === "DatabaseSchemaQuery"
      ? json(SCHEMA)
      : table(["name", "count()"], [["plan", 12]]);
  });
  assertEquals(await client.listObjects(), ["events", "insights"]);
  const fields = await client.getFields("events");
  assertEquals(Object.keys(fields), [
    "event",
    "person",
    "properties.plan",
    "properties.`my price`",
  ]);
  assertEquals(fields["properties.`my price`"]?.type, "float");
  assertEquals(fields["person"]?.references, "persons");
  assertEquals(fields["properties.plan"]?.volume, 12);
  assertEquals(fields["properties.`my price`"]?.volume, 0);
  assertEquals((await client.getFields("insights"))["id"]?.type, "integer");
  const error = await assertRejects(
    () => client.getFields("evnts"),
    ObjectNotFoundError,
  );
  assertEquals(error.suggestions, ["events"]);
  await client.getFields("events");
  assertEquals(asked.length, 3);
});

Deno.test("healthCheck() tells scopes and skew, and does not throw", async () => {
  const { client } = wire(({ url }) =>
    url.pathname.includes("personal_api_keys")
      ? json({ scopes: ["query:read", "cohort:write"] })
      : json({ name: "p", timezone: "UTC" }, 200, {
        date: new Date(Date.parse("2026-03-01T11:59:00Z")).toUTCString(),
      })
  );
  const report = await client.healthCheck();
  assertEquals([report.ok, report.projectName, report.clockSkewMs], [
    true,
    "p",
    59_500,
  ]);
  assert(
    report.missingScopes.includes("person:read") &&
      !report.missingScopes.includes("cohort:read"),
  );
  const refused = await wire(() =>
    apiError(401, "authentication_failed", "Bad key")
  ).client.healthCheck();
  assertEquals([
    refused.ok,
    refused.reachable,
    refused.authenticated,
    refused.error?.name,
  ], [false, true, false, "AuthenticationError"]);
  const away = await wire(() => {
    throw new TypeError("refused");
  }, { maxRetries: 0 }).client.healthCheck();
  assertEquals([away.ok, away.reachable], [false, false]);
  const elsewhere = await wire(() =>
    new Response("<html><body>Welcome</body></html>")
  ).client.healthCheck();
  assertEquals(
    [elsewhere.ok, elsewhere.reachable, elsewhere.authenticated],
    [false, false, false],
  );
});

Deno.test("assertDriverContract() finds drivers that break it", async () => {
  const good = {
    listObjects: () => Promise.resolve(["a"]),
    getFields: (name: string) =>
      name === "a"
        ? Promise.resolve({ x: { type: "string" } })
        : Promise.reject(
          new ObjectNotFoundError("no", { code: "unknown_table" }),
        ),
    query: () => Promise.resolve({ rows: [{ x: 1 }] }),
  };
  await assertDriverContract(good);
  const broken = [
    { ...good, listObjects: () => Promise.resolve([]) },
    { ...good, getFields: () => Promise.resolve({}) },
    { ...good, getFields: () => Promise.resolve({ x: { type: "string" } }) },
    { ...good, query: () => Promise.resolve({ rows: [[1]] }) },
  ];
  for (const driver of broken) {
    const error = await assertRejects(
      () => assertDriverContract(driver),
      PostHogError,
    );
    assertInstanceOf(error, PostHogError);
    assertEquals(error.code, "contract_broken");
  }
});
