import { mcpFactory } from "@posthog-driver/posthog-driver/agent";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { templates } from "@posthog-driver/posthog-driver/templates";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { openGround } from "./ground.ts";

Deno.test("every template is a prompt, completed with the project's names", async (t) => {
  await using ground = await openGround();
  const [near, far] = InMemoryTransport.createLinkedPair();
  await mcpFactory(ground.toolkit())().connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);

  await t.step("they are listed with their questions", async () => {
    const { prompts } = await client.listPrompts();
    assertEquals(
      prompts.map(({ name, description }) => [name, description]),
      templates.list().map(({ name, question }) => [name, question]),
    );
  });

  const cases: [string, string, string, string[]][] = [
    ["identify_power_users", "key_event", "pur", ["purchase"]],
    ["analyze_funnel", "funnel_steps", "$pageview, pur", [
      "$pageview, purchase",
    ]],
    ["trends", "interval", "", ["hour", "day", "week", "month"]],
    ["trends", "measure_property", "am", ["amount"]],
    ["export_events", "formats", "jsonl,p", ["jsonl,parquet"]],
    ["trends", "filter_test_accounts", "t", ["true"]],
    ["trends", "days", "3", []],
  ];
  for (const [name, argument, value, values] of cases) {
    await t.step(`${name}: ${argument} ${value}…`, async () => {
      const { completion } = await client.complete({
        ref: { type: "ref/prompt", name },
        argument: { name: argument, value },
      });
      assertEquals(completion.values, values);
    });
  }

  await t.step("a prompt asks for the call that works", async () => {
    const { messages: [message] } = await client.getPrompt({
      name: "identify_power_users",
      arguments: { key_event: "purchase", days: "30", limit: "2" },
    });
    const text = message?.content.type === "text" ? message.content.text : "";
    assertStringIncludes(text, "Who are our power users?");
    const [call = ""] = /\{.+\}/.exec(text) ?? [];
    const { content } = await client.callTool({
      name: "run_template",
      arguments: JSON.parse(call),
    });
    const [answer] = content;
    assertEquals(
      answer?.type === "text" && JSON.parse(answer.text).data.rows.length,
      2,
    );
  });
  await client.close();
});
