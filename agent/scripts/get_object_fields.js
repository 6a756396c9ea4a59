// @ts-check
// The fields of one object, with the project's own properties.

/**
 * @param {{
 *   client: import("../../driver/mod.ts").PostHogClient,
 *   params: { object: string },
 * }} run
 */
export default async function getObjectFields({ client, params }) {
  const fields = await client.getFields(params.object);
  return {
    object: params.object,
    rows: Object.entries(fields).map(([name, field]) => ({ name, ...field })),
  };
}
