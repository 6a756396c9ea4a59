/**
 * Every query of every template, with defaults and with its example, is HogQL
 * to PostHog's own parser, and simple enough to be parsed at once.
 */

import { PostHogClient } from "../../driver/mod.ts";
import { decode } from "../../hogql/decode.ts";
import { createInstance } from "../../hogql/instance.ts";
import { parseQuick } from "../../hogql/quick/select.ts";
import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import { assert } from "@std/assert";
import { runScript } from "./run_script.ts";

Deno.test("every query of every template is simple HogQL to PostHog's own parser", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    demo: { people: 50, days: 20 },
  });
  const asked = new Set<string>();
  const client = new PostHogClient({
    apiUrl: "http://posthog.test",
    projectId: posthog.projectId,
    personalApiKey: posthog.personalApiKey,
    projectApiKey: posthog.projectApiKey,
    fetch: async (request) => {
      const { query } = await request.clone().json().catch(() => ({}));
      if (query?.kind === "HogQLQuery") asked.add(query.query);
      return await posthog.fetch(request);
    },
  });
  for (const template of templates.list().filter(({ writes }) => !writes)) {
    await t.step(template.name, async () => {
      asked.clear();
      await runScript(template, client);
      await runScript(template, client, template.example);
      for (const hogql of asked) {
        const parser = await createInstance();
        decode(parser.parse(hogql, "select"));
        assert(parseQuick(hogql, "select") !== undefined, hogql);
      }
    });
  }
});
