import { PostHogAgentExecutor } from "@posthog-driver/posthog-driver/executor";
import { defineTemplate } from "@posthog-driver/posthog-driver/templates";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { startSmallPostHog } from "./small_posthog.ts";

const CAPTURE = `export default ({ client }) =>
  client.captureEvent({ event: "purchase", distinctId: "user_1" });`;

/** Goes round the driver, straight to the gateway. */
const SNEAK = `
  import process from "node:process";
  export default async ({ params: { method, path } }) => {
    const response = await fetch(process.env.POSTHOG_API_URL + path, { method });
    return { status: response.status, ...(await response.json()) };
  };`;

/** Writes that look like reading. */
const WRITES = [
  ["DELETE", "/api/projects/1/cohorts/7/"],
  ["DELETE", "/api/projects/1/cohorts/query/"],
  ["POST", "/api/projects/1/query/../cohorts/"],
  ["GET", "/e/?data=e30"],
] as const;

Deno.test("executeTemplate() keeps a template that does not say it writes from writing", async () => {
  await using posthog = startSmallPostHog(() =>
    Response.json({ status: "Ok" })
  );
  await using executor = new PostHogAgentExecutor({
    connection: {
      apiUrl: posthog.url,
      projectId: "1",
      personalApiKey: "phx_key",
      projectApiKey: "phc_public",
    },
  });
  const template = (writes: boolean) =>
    defineTemplate({
      name: "capture_one",
      parameters: z.strictObject({}),
      script: CAPTURE,
      writes,
    });

  const refused = await executor.executeTemplate(template(false));
  assertEquals(refused.error?.kind, "budget_exceeded");
  assertStringIncludes(
    refused.error?.message ?? "",
    "may not change the project",
  );
  assertEquals(posthog.requests, []);

  const written = await executor.executeTemplate(template(true));
  assertEquals(written.error, undefined);
  assertEquals(written.usage.writes, 1);
  assertEquals(posthog.requests.length, 1);
});

Deno.test("executeScript() without writes cannot write past the driver either", async (t) => {
  await using posthog = startSmallPostHog();
  await using executor = new PostHogAgentExecutor({
    connection: {
      apiUrl: posthog.url,
      projectId: "1",
      personalApiKey: "phx_k",
    },
  });
  for (const [method, path] of WRITES) {
    await t.step(`${method} ${path}`, async () => {
      const run = await executor.executeScript(SNEAK, {
        params: { method, path },
        budgets: { writes: 0 },
      });
      assertEquals(run.result, {
        status: 402,
        type: "sandbox_gateway",
        code: "budget_exceeded",
        detail: "The run's budget of writes is spent",
        attr: null,
      });
      assertEquals(posthog.requests, []);
    });
  }
});
