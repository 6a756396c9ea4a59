import { main } from "../../examples/production.ts";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Assistant,
  serveMessages,
  toolResults,
} from "../agent/messages_server.ts";

/** Where the Agent SDK's `sdk.mjs` is; it is too large to be a dependency. */
const CLAUDE_AGENT_SDK = Deno.env.get("CLAUDE_AGENT_SDK");

/** Asks for the errors, wants to write too, and says how many there are. */
const ASSISTANT: Assistant = (request) => {
  const [errors] = toolResults(request);
  return errors === undefined
    ? {
      content: [
        {
          type: "tool_use",
          name: "mcp__posthog__run_template",
          input: { name: "track_errors", parameters: { days: 30 } },
        },
        {
          type: "tool_use",
          name: "mcp__posthog__capture_event",
          input: { event: "sneaked", distinct_id: "x" },
        },
      ],
    }
    : { content: [{ type: "text", text: `${rowsIn(errors.text)} errors` }] };
};

function rowsIn(text: string): number {
  return JSON.parse(text).data.rows.length;
}

Deno.test({
  name: "production answers through the Agent SDK, within limits and audited",
  ignore: CLAUDE_AGENT_SDK === undefined,
  // The SDK's own process and streams outlive its last message.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using posthog = await openEmbeddedPostHog({ demo: true });
    const { url } = await posthog.serve();
    await using server = serveMessages(ASSISTANT);
    const home = await Deno.makeTempDir();
    const auditFile = `${home}/audit.jsonl`;
    const answer = await main({
      POSTHOG_API_URL: url,
      POSTHOG_PROJECT_ID: posthog.projectId,
      POSTHOG_PERSONAL_API_KEY: posthog.personalApiKey,
      POSTHOG_PROJECT_API_KEY: posthog.projectApiKey,
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: "test",
      CLAUDE_AGENT_SDK,
      HOME: home,
      PATH: Deno.env.get("PATH"),
    }, { auditFile });
    assert(/^[1-9]\d* errors$/.test(answer), answer);
    const last = server.requests.at(-1);
    assert(last !== undefined);
    const [, refused] = toolResults(last);
    assertEquals(refused?.isError, true);
    const trail = await Deno.readTextFile(auditFile);
    assertStringIncludes(trail, "track_errors");
    assert(!trail.includes("sneaked"), "the write was refused, not run");
    const seen = `${trail}${JSON.stringify(server.requests)}`;
    assert(!seen.includes(posthog.personalApiKey));
    await Deno.remove(home, { recursive: true });
  },
});
