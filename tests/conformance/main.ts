/**
 * MCP's official conformance suite against the product's server, once
 * per protocol era. What is expected to fail stands in `baseline_*.yaml`.
 *
 * @module
 */

import { mcpEndpoint, mcpFactory } from "@posthog-driver/posthog-driver/agent";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { openGround } from "../agent/ground.ts";
import { withFixtures } from "./fixtures.ts";
import { questions } from "./questions.ts";

const SUITE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";
const ERAS = ["2026-07-28", "2025-11-25"];

await using ground = await openGround({ demo: false });
const toolkit = ground.toolkit();
const endpoint = mcpEndpoint(toolkit);
const stateKey = crypto.getRandomValues(new Uint8Array(32));
const factory = mcpFactory(toolkit, { stateKey });
const addQuestions = questions(stateKey);
const demonstration = createMcpHandler(() =>
  addQuestions(withFixtures(factory()))
);
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  async (request) => {
    // The product's own guards, asked with the same headers.
    const guarded = await endpoint.fetch(
      new Request(request.url, { headers: request.headers }),
    );
    if (guarded.status === 403) return guarded;
    await guarded.body?.cancel();
    return await demonstration.fetch(request);
  },
);
const results = await Deno.makeTempDir();
let passed = true;
for (const era of ERAS) {
  const baseline = new URL(`baseline_${era}.yaml`, import.meta.url).pathname;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-lock", SUITE, "server"],
      ...["--url", `http://127.0.0.1:${server.addr.port}/mcp`],
      ...["--requirements", era, "--expected-failures", baseline],
      ...["--output-dir", results],
    ],
  }).spawn().status;
  passed &&= success;
}
await demonstration.close();
await endpoint.close();
await Deno.remove(results, { recursive: true });
Deno.exitCode = passed ? 0 : 1;
