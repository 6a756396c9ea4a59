// @ts-check
// What can be asked in this project: queryable objects, what the driver can
// do, and the events of the last 30 days with their volumes.

/**
 * @param {{ client: import("../../driver/mod.ts").PostHogClient }} run
 */
export default async function discoverObjects({ client }) {
  const objects = await client.listObjects();
  const events = await client.query(
    `SELECT event, count() AS volume, uniq(person_id) AS people,
            max(timestamp) AS last_seen
     FROM events
     WHERE timestamp >= now() - INTERVAL 30 DAY
     GROUP BY event
     ORDER BY volume DESC
     LIMIT 200`,
  );
  return { objects, rows: events.rows, capabilities: client.getCapabilities() };
}
