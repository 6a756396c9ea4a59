/**
 * MCP's official conformance suite against the product's own endpoint, once
 * per protocol era. What is expected to fail stands in `baseline_*.yaml`.
 *
 * @module
 */

import { mcpEndpoint } from "@posthog-driver/posthog-driver/agent";
import { openGround } from "../agent/ground.ts";

const SUITE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";
const ERAS = ["2026-07-28", "2025-11-25"];

await using ground = await openGround({ demo: false });
const endpoint = mcpEndpoint(ground.toolkit());
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  endpoint.fetch,
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
await endpoint.close();
await Deno.remove(results, { recursive: true });
Deno.exitCode = passed ? 0 : 1;
