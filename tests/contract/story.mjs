// What a script does with the driver, on any runtime: prints one JSON line.
import process from "node:process";

const [bundle, apiUrl] = process.argv.slice(2);
const { PostHogClient } = await import(bundle);
const client = PostHogClient.fromEnv({
  ...process.env,
  POSTHOG_API_URL: apiUrl,
});

const { rows, envelope } = await client.query(
  "SELECT event, count() AS times FROM events WHERE event IN {names} GROUP BY event ORDER BY event",
  { values: { names: ["opened", "closed"] }, limit: 10 },
);
const { rows: newest } = await client.getEvents({
  eventName: "opened",
  limit: 2,
});
let exported = 0;
const events = client.exportEvents({
  start: "2026-01-01",
  end: "2026-01-01",
  pageSize: 100,
});
for await (const event of events) exported += event.properties.n;
const error = await client.query("SELECT evnt FROM events LIMIT 1")
  .catch((error) => error);

process.stdout.write(JSON.stringify({
  rows,
  truncated: envelope.truncated,
  engine: envelope.engine.name,
  newest: newest.map(({ uuid }) => uuid),
  exported,
  error: { name: error.name, suggestions: error.suggestions },
}));
