import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Assistant,
  serveMessages,
  toolResults,
} from "../agent/messages_server.ts";
import { cli } from "./command_line.ts";

const KEY = "sk-ant-verysecret";

async function ask(assistant: Assistant, ...flags: string[]) {
  await using server = serveMessages(assistant);
  const folder = await Deno.makeTempDir();
  const call = await cli(
    ["ask", "Who buys?", "--audit", `${folder}/runs.jsonl`, ...flags],
    {
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_MODEL: "claude-opus-5-5",
    },
  );
  await Deno.remove(folder, { recursive: true });
  assert(!`${call.stdout}${call.stderr}`.includes("verysecret"));
  return { ...call, requests: server.requests };
}

Deno.test("ask answers on stdout and tells on stderr what it took", async () => {
  const { code, stdout, stderr, requests } = await ask((_request, turn) =>
    turn > 0
      ? { content: [{ type: "text", text: "Three people.\n\u001b[2J" }] }
      : {
        content: [
          { type: "text", text: "Looking." },
          {
            type: "tool_use",
            name: "run_template",
            input: { name: "identify_power_users", parameters: { limit: 3 } },
          },
          {
            type: "tool_use",
            name: "capture_event",
            input: { event: "sneaked", distinct_id: "x" },
          },
        ],
      }
  );
  assertEquals(code, 0, stderr);
  assertEquals(stdout, "Looking.\nThree people.\n\\u001b[2J\n");
  assertStringIncludes(stderr, "→ run_template");
  assertStringIncludes(stderr, "│ SELECT");
  assertStringIncludes(stderr, "2 turns · 200 tokens read");
  assertStringIncludes(stderr, "$0.00");
  assertStringIncludes(stderr, 'Record one event "sneaked"');
  assertEquals(requests[0]?.model, "claude-opus-5-5");
  const [ran, refused] = toolResults(
    requests[1] ?? { model: "", messages: [] },
  );
  assertEquals(JSON.parse(ran?.text ?? "").data.rows.length, 3);
  assertEquals(JSON.parse(refused?.text ?? "").error.kind, "approval_required");
});

Deno.test("ask says with exit code 6 that it stopped at a limit", async () => {
  const { code, stderr } = await ask(
    () => ({
      content: [{ type: "tool_use", name: "list_templates", input: {} }],
    }),
    "--max-turns",
    "2",
  );
  assertEquals(code, 6, stderr);
  assertStringIncludes(stderr, "--max-turns");
});

Deno.test("ask says with exit code 3 that the key was refused, or is missing", async () => {
  const refused = await ask(() => ({ content: [], status: 401 }));
  assertEquals(refused.code, 3, refused.stderr);
  assertStringIncludes(refused.stderr, "Check ANTHROPIC_API_KEY");
  const missing = await cli(["ask", "Who buys?"]);
  assertEquals(missing.code, 3);
  assertStringIncludes(missing.stderr, "ANTHROPIC_API_KEY is not set");
});
