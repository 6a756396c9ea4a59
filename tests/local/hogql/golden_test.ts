import { assertEquals } from "@std/assert";
import {
  type EmbeddedPostHog,
  openEmbeddedPostHog,
} from "@posthog-driver/posthog-driver/local";
import { ask, capture, captureBatch } from "../calls.ts";
import { NULLS, PROPERTIES } from "./golden/comparisons.ts";
import { GOLDEN_EVENTS, GOLDEN_GROUP, uuidOf } from "./golden/events.ts";
import type { Golden } from "./golden/golden.ts";
import { AGGREGATES, FUNNELS, GROUPS, PEOPLE } from "./golden/people.ts";
import { QUERIES, TAGS, WINDOWS } from "./golden/queries.ts";
import { IN_PRAGUE, TIMES } from "./golden/times.ts";
import { ARRAYS, NUMBERS, STRINGS } from "./golden/values.ts";

const CASES: readonly Golden[] = [
  ...NULLS,
  ...PROPERTIES,
  ...PEOPLE,
  ...AGGREGATES,
  ...FUNNELS,
  ...TIMES,
  ...STRINGS,
  ...NUMBERS,
  ...ARRAYS,
  ...QUERIES,
  ...WINDOWS,
  ...TAGS,
];

async function check(
  t: Deno.TestContext,
  posthog: EmbeddedPostHog,
  cases: readonly Golden[],
): Promise<void> {
  for (const [what, query, rows] of cases) {
    await t.step(what, async () => {
      const text = query.replaceAll(
        /\{uuid:(\d+)\}/g,
        (_, number) => `'${uuidOf(Number(number))}'`,
      );
      const { body } = await ask(posthog, text);
      assertEquals(body.results ?? body.detail, rows, text);
      for (const [, type] of body.types) {
        assertEquals(type.startsWith("Variant("), false);
      }
    });
  }
}

Deno.test("HogQL answers as PostHog documents it", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, GOLDEN_EVENTS);
  await check(t, posthog, CASES);
  await capture(posthog, GOLDEN_GROUP);
  await check(t, posthog, GROUPS);
});

Deno.test("HogQL answers in the project's time zone", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    timezone: "Europe/Prague",
  });
  await captureBatch(posthog, GOLDEN_EVENTS);
  await check(t, posthog, IN_PRAGUE);
});
