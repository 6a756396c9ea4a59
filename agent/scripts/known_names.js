// @ts-check
// The names of all events and properties this project has seen.

/**
 * @param {{ client: import("../../driver/mod.ts").PostHogClient }} run
 */
export default async function knownNames({ client }) {
  const [events, properties, personProperties] = await Promise.all([
    client.query(
      `SELECT event, count() AS volume FROM events
       WHERE timestamp >= now() - INTERVAL 1 YEAR
       GROUP BY event ORDER BY volume DESC LIMIT 10000`,
    ),
    propertiesOf("events"),
    propertiesOf("persons"),
  ]);
  return {
    events: events.rows.map((row) => row.event),
    properties,
    personProperties,
  };

  /** @param {string} object */
  async function propertiesOf(object) {
    return Object.keys(await client.getFields(object))
      .filter((name) => name.startsWith("properties."))
      .map((name) => name.slice("properties.".length));
  }
}
