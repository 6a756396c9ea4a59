import {
  Conversation,
  type ConversationOptions,
} from "@posthog-driver/posthog-driver/agent";
import { Anthropic } from "@anthropic-ai/sdk";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openGround } from "./ground.ts";
import {
  type Assistant,
  serveMessages,
  toolResults,
} from "./messages_server.ts";
import type { Toolkit } from "@posthog-driver/posthog-driver/agent";

const LOOP: Assistant = () => ({
  content: [{ type: "tool_use", name: "list_templates", input: {} }],
});

async function asking<T>(
  assistant: Assistant,
  toolkit: Toolkit,
  use: (
    conversation: Conversation,
    server: ReturnType<typeof serveMessages>,
  ) => Promise<T>,
  options: Partial<ConversationOptions> = {},
): Promise<T> {
  await using server = serveMessages(assistant);
  const client = new Anthropic({
    baseURL: server.url,
    apiKey: "test",
    maxRetries: 0,
  });
  return await use(new Conversation({ client, toolkit, ...options }), server);
}

Deno.test("Conversation ends an endless tool loop at the turn limit, and can go on", async () => {
  await using ground = await openGround({ demo: false });
  let loops = true;
  await asking(
    (request, turn) =>
      loops
        ? LOOP(request, turn)
        : { content: [{ type: "text", text: "Stopped." }] },
    ground.toolkit(),
    async (conversation, server) => {
      const first = await conversation.ask("Loop");
      assertEquals(first.end, "turn_limit");
      assertEquals(first.turns, 3);
      loops = false;
      const second = await conversation.ask("And now?");
      assertEquals([second.text, second.end], ["Stopped.", "answered"]);
      const results = server.requests.at(-1);
      assert(results !== undefined);
      assertEquals(toolResults(results).length, 3, "no call is left open");
    },
    { maxTurns: 3 },
  );
});

Deno.test("Conversation ends when the money is spent", async () => {
  await using ground = await openGround({ demo: false });
  await asking(LOOP, ground.toolkit(), async (conversation) => {
    const answer = await conversation.ask("Spend");
    assertEquals(answer.end, "cost_limit");
    assertEquals(answer.turns, 3);
    assertEquals(answer.tokens.input, 300);
  }, { maxCostUsd: 0.001 });
});

Deno.test("Conversation reports a stream that broke off, rather than half an answer", async () => {
  await using ground = await openGround({ demo: false });
  await asking(
    () => ({ content: [{ type: "text", text: "Half an ans" }], cutAfter: 3 }),
    ground.toolkit(),
    async (conversation) => {
      await assertRejects(() => conversation.ask("Cut"));
    },
  );
});

Deno.test("Conversation streams text and marks the fixed part of the prompt for caching", async () => {
  await using ground = await openGround({ demo: false });
  const pieces: string[] = [];
  await asking(
    () => ({ content: [{ type: "text", text: "x".repeat(100) }] }),
    ground.toolkit(),
    async (conversation, server) => {
      const { text } = await conversation.ask("Say it");
      assertEquals(text, pieces.join(""));
      assert(pieces.length > 1);
      const [request] = server.requests;
      assertEquals(request?.stream, true);
      assertEquals(JSON.stringify(request).match(/cache_control/g)?.length, 2);
      assert(!JSON.stringify(request).includes(ground.posthog.personalApiKey));
    },
    { onText: (piece) => pieces.push(piece) },
  );
});
