// Runs on every runtime that gets the bundle: one query, one large capture,
// one error, through that runtime's own fetch.
import process from "node:process";

const [bundle, apiUrl] = process.argv.slice(2);
const { PostHogClient } = await import(bundle);

const client = new PostHogClient({
  apiUrl,
  personalApiKey: "phx_smoke",
  projectApiKey: "phc_smoke",
  projectId: 1,
});
const { rows, envelope } = await client.query(
  "SELECT event FROM events LIMIT 2",
);
const captured = await client.captureBatch(
  Array.from({ length: 1500 }, (_, i) => ({ event: "e", distinctId: `u${i}` })),
);
const error = await client.query("SELECT bad").catch((error) => error);
process.stdout.write(JSON.stringify({
  rows,
  truncated: envelope.truncated,
  accepted: captured.accepted,
  code: error.code,
  name: error.name,
}));
