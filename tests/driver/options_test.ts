import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  AuthenticationError,
  PostHogClient,
  type PostHogClientOptions,
  ValidationError,
} from "../../driver/mod.ts";
import { json, SECRET, TOKEN, wire } from "./wire.ts";

const BAD: readonly [
  what: string,
  options: PostHogClientOptions,
  field: string,
][] = [
  ["a URL without a scheme", { apiUrl: "us.posthog.com" }, "apiUrl"],
  ["a URL of another scheme", { apiUrl: "ftp://us.posthog.com" }, "apiUrl"],
  ["a URL with a password", { apiUrl: "https://a:b@us.posthog.com" }, "apiUrl"],
  ["a URL with a query", { apiUrl: "https://us.posthog.com?x=1" }, "apiUrl"],
  ["an empty key", { personalApiKey: "" }, "personalApiKey"],
  ["a key with a newline", { personalApiKey: `${SECRET}\n` }, "personalApiKey"],
  ["a token as personal key", { personalApiKey: TOKEN }, "personalApiKey"],
  ["a secret as token", { projectApiKey: SECRET }, "projectApiKey"],
  ["a project by name", { projectId: "my project" }, "projectId"],
  ["no time", { timeoutMs: 0 }, "timeoutMs"],
  ["endless time", { timeoutMs: Infinity }, "timeoutMs"],
  ["half a retry", { maxRetries: 0.5 }, "maxRetries"],
  ["fewer retries than none", { maxRetries: -1 }, "maxRetries"],
  ["no query at all", { maxConcurrentQueries: 0 }, "maxConcurrentQueries"],
];

for (const [what, options, field] of BAD) {
  Deno.test(`PostHogClient() refuses ${what}`, () => {
    const error = assertThrows(
      () => new PostHogClient(options),
      ValidationError,
    );
    assertEquals(error.field, field);
    assert(!JSON.stringify(error).includes(SECRET));
  });
}

Deno.test("PostHogClient() shows no key when printed", () => {
  const { client } = wire(() => json({}));
  assert(
    !Deno.inspect(client, { depth: 9, showHidden: true }).includes(SECRET),
  );
  assert(!JSON.stringify(client).includes(SECRET));
});

Deno.test("fromEnv() reads the variables, empty ones as absent", async () => {
  let authorization: string | null = "";
  let url = "";
  const client = PostHogClient.fromEnv({
    POSTHOG_API_URL: "https://eu.posthog.com/",
    POSTHOG_PERSONAL_API_KEY: "",
    POSTHOG_API_KEY: "phx_old",
    POSTHOG_PROJECT_ID: " 12 ",
  }, {
    fetch: (request) => {
      authorization = request.headers.get("authorization");
      url = request.url;
      return Promise.resolve(json({ results: [] }));
    },
  });
  await client.query("SELECT 1");
  assertEquals(authorization, "Bearer phx_old");
  assertEquals(url, "https://eu.posthog.com/api/projects/12/query/");
});

Deno.test("fromEnv() never mixes the host of one side with the key of the other", () => {
  const env = {
    POSTHOG_API_URL: "https://eu.posthog.com",
    POSTHOG_PERSONAL_API_KEY: "phx_a",
  };
  assertThrows(
    () => PostHogClient.fromEnv(env, { apiUrl: "https://evil.example" }),
    ValidationError,
  );
  assertThrows(
    () => PostHogClient.fromEnv(env, { personalApiKey: "phx_b" }),
    ValidationError,
  );
  PostHogClient.fromEnv(env, {
    apiUrl: "https://us.posthog.com",
    personalApiKey: "phx_b",
  }).close();
  PostHogClient.fromEnv(env, { timeoutMs: 1 }).close();
});

Deno.test("PostHogClient says what is missing, before any request", async () => {
  const nothing = new PostHogClient({
    fetch: () => {
      throw new Error("sent");
    },
  });
  await assertRejects(
    () => nothing.captureEvent({ event: "a", distinctId: "b" }),
    AuthenticationError,
  );
  await assertRejects(
    () => nothing.query("SELECT 1"),
    ValidationError,
    "project id",
  );
  const noKey = new PostHogClient({ projectId: "@current" });
  await assertRejects(() => noKey.query("SELECT 1"), AuthenticationError);
});

Deno.test("close() ends the client", async () => {
  const { client } = wire(() => json({ results: [] }));
  client.close();
  await assertRejects(
    () => client.query("SELECT 1"),
    ValidationError,
    "closed",
  );
});
