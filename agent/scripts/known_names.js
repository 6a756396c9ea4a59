// @ts-check
// The names of all events and properties this project has seen.

/**
 * @param {{ client: import("../../driver/mod.ts").PostHogClient }} run
 */
export default async function knownNames({ client }) {
  const events = await client.query(
    "SELECT DISTINCT event FROM events WHERE timestamp >= now() - INTERVAL 1 YEAR LIMIT 10000",
  );
  const fields = await client.getFields("events");
  return {
    events: events.rows.map((row) => row.event),
    properties: Object.keys(fields)
      .filter((name) => name.startsWith("properties."))
      .map((name) => name.slice("properties.".length)),
  };
}
