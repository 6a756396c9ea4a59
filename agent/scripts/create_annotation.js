// @ts-check
// A note on the project's timeline.

/**
 * @param {{
 *   client: import("../../driver/mod.ts").PostHogClient,
 *   params: { content: string, date: string },
 * }} run
 */
export default async function createAnnotation({ client, params }) {
  const { content, date } = params;
  return await client.createAnnotation({ content, dateMarker: date });
}
