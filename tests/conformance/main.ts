/**
 * MCP's official conformance suite against the product's server, once
 * per protocol era.
 *
 * @module
 */

import { mcpEndpoint, mcpFactory } from "@posthog-driver/posthog-driver/agent";
import { openGround } from "../agent/ground.ts";
import { withFixtures } from "./fixtures.ts";
import { questions } from "./questions.ts";

const SUITE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";
const ERAS = ["2026-07-28", "2025-11-25"];

await using ground = await openGround({ demo: false });
const stateKey = crypto.getRandomValues(new Uint8Array(32));
const factory = mcpFactory(ground.toolkit(), { stateKey });
const addQuestions = questions(stateKey);
const endpoint = mcpEndpoint(() => addQuestions(withFixtures(factory())));
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  (request) => endpoint.fetch(request),
);
const results = await Deno.makeTempDir();
let passed = true;
for (const era of ERAS) {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-lock", SUITE, "server"],
      ...["--url", `http://127.0.0.1:${server.addr.port}/mcp`],
      ...["--requirements", era, "--output-dir", results],
    ],
  }).spawn().status;
  passed &&= success;
}
await endpoint.close();
await Deno.remove(results, { recursive: true });
Deno.exitCode = passed ? 0 : 1;
