/**
 * Captures events without end and prints the uuid of each event whose capture
 * was acknowledged. Started, and killed, by durability_test.ts.
 *
 * @module
 */

import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";

const [dataDir = ""] = Deno.args;
const posthog = await openEmbeddedPostHog({ dataDir });

async function captureForever(client: number): Promise<never> {
  for (let number = 0;; number++) {
    const batch = Array.from({ length: 1 + number % 20 }, (_, index) => ({
      event: `event ${index}`,
      distinct_id: `person ${client}-${number % 7}`,
      uuid: crypto.randomUUID(),
      properties: { number, $set: { number } },
    }));
    const response = await posthog.fetch("http://localhost/batch/", {
      method: "POST",
      body: JSON.stringify({ api_key: posthog.projectApiKey, batch }),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Capture answered ${response.status}`);
    const lines = batch.map(({ uuid }) => `${uuid}\n`).join("");
    Deno.stdout.writeSync(new TextEncoder().encode(lines));
  }
}

await Promise.all([1, 2, 3, 4].map(captureForever));
