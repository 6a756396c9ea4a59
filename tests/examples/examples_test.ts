import { main as askInTurns } from "../../examples/conversation.ts";
import { main as askOnce } from "../../examples/minimal.ts";
import { main as askInService } from "../../examples/production.ts";
import type { Env } from "../../examples/project.ts";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type Assistant,
  serveMessages,
  toolResults,
} from "../agent/messages_server.ts";

const WITHOUT_CLAUDE = [
  "power_users",
  "funnel_drop_off",
  "channel_performance",
  "product_engineer",
  "product_manager",
  "data_analyst",
  "growth_marketer",
  "customer_success",
];

/** One project for all examples, as the environment would name it. */
async function openEnv() {
  const posthog = await openEmbeddedPostHog({ demo: true });
  const { url } = await posthog.serve();
  const env = {
    POSTHOG_API_URL: url,
    POSTHOG_PROJECT_ID: posthog.projectId,
    POSTHOG_PERSONAL_API_KEY: posthog.personalApiKey,
    POSTHOG_PROJECT_API_KEY: posthog.projectApiKey,
  };
  return { posthog, env };
}

/** Looks twice at once, then says what it found. */
const CURIOUS: Assistant = (request, turn) =>
  turn === 0
    ? {
      content: [
        {
          type: "tool_use",
          name: "run_template",
          input: {
            name: "identify_power_users",
            parameters: { key_event: "purchase", limit: 3 },
          },
        },
        {
          type: "tool_use",
          name: "query_posthog",
          input: { hogql: "SELECT count() AS events FROM events LIMIT 1" },
        },
      ],
    }
    : { content: [{ type: "text", text: emailsIn(request) }] };

function emailsIn(request: Parameters<Assistant>[0]): string {
  const [users] = toolResults(request);
  assert(users !== undefined && !users.isError, users?.text);
  const rows: { email: string }[] = JSON.parse(users.text).data.rows;
  return rows.map(({ email }) => email).join(", ");
}

/** Never has enough. */
const ENDLESS: Assistant = () => ({
  content: [{ type: "tool_use", name: "list_templates", input: {} }],
});

/** Looks, answers, wants to write, answers. */
const WRITING: Assistant = (_request, turn) =>
  [
    {
      content: [{
        type: "tool_use" as const,
        name: "run_template",
        input: { name: "analyze_funnel", parameters: {} },
      }],
    },
    { content: [{ type: "text" as const, text: "Before the purchase." }] },
    {
      content: [{
        type: "tool_use" as const,
        name: "create_annotation",
        input: { content: "People leave here", date: "2026-11-01" },
      }],
    },
  ][turn] ?? { content: [{ type: "text", text: "Noted." }] };

async function withClaude<T>(
  env: Env,
  assistant: Assistant,
  use: (
    env: Env,
    server: ReturnType<typeof serveMessages>,
  ) => Promise<T>,
): Promise<T> {
  await using server = serveMessages(assistant);
  return await use({
    ...env,
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: "test",
  }, server);
}

Deno.test("examples run and hold what they assert", async (t) => {
  const { posthog, env } = await openEnv();
  await using _ = posthog;

  for (const name of WITHOUT_CLAUDE) {
    await t.step(name, async () => {
      const { main } = await import(`../../examples/${name}.ts`);
      await main(env);
    });
  }

  await t.step(
    "minimal answers from what the tools found",
    () =>
      withClaude(env, CURIOUS, async (env, { requests }) => {
        assertMatch(await askOnce(env), /^(\S+@\S+\.example(, )?){3}$/);
        assertEquals(requests.length, 2);
        const [, second] = requests;
        assert(second !== undefined);
        assertEquals(toolResults(second).length, 2);
        assert(!JSON.stringify(requests).includes(posthog.personalApiKey));
      }),
  );

  await t.step(
    "minimal gives up at its turn limit",
    () =>
      withClaude(env, ENDLESS, async (env, { requests }) => {
        await assertRejects(() => askOnce(env), Error, "no answer after 10");
        assertEquals(requests.length, 10);
      }),
  );

  for (const decision of ["approved", "denied"] as const) {
    await t.step(
      `conversation hears "${decision}" and goes on`,
      () =>
        withClaude(env, WRITING, async (env, { requests }) => {
          const answers = await askInTurns(
            env,
            () => Promise.resolve(decision),
          );
          assertEquals(answers.map(({ text }) => text), [
            "Before the purchase.",
            "Noted.",
          ]);
          const last = requests.at(-1);
          assert(last !== undefined);
          const written = toolResults(last).at(-1);
          assertEquals(written?.isError, decision === "denied");
        }),
    );
  }
});

Deno.test("production says what to do where the Agent SDK is missing", async () => {
  await assertRejects(
    () => askInService({ CLAUDE_AGENT_SDK: "./not_installed.mjs" }),
    Error,
    "set CLAUDE_AGENT_SDK to its sdk.mjs",
  );
});

Deno.test("examples with Claude say which key is missing", async () => {
  await assertRejects(() => askOnce({}), Error, "ANTHROPIC_API_KEY is not set");
});

Deno.test("minimal stays a hundred lines at most", async () => {
  const url = new URL("../../examples/minimal.ts", import.meta.url);
  const text = await Deno.readTextFile(url);
  assert(text.split("\n").length <= 100);
});
