/**
 * Every template on data made to mislead: a time zone with a change of clocks,
 * events on the very edge of days, several at the same moment, persons merged
 * after the fact, properties that are missing, null, empty or of mixed types.
 */

import { openEmbeddedPostHog } from "../../local/mod.ts";
import { templates } from "../../templates/mod.ts";
import type { CaptureEvent, PostHogClient } from "../../driver/mod.ts";
import { assertEquals } from "@std/assert";
import { assertClose, GOLDEN, type Raw, readRaw } from "./golden/mod.ts";
import { clientOf, runScript } from "./run_script.ts";

const NAMES = [
  "$pageview",
  "$pageview",
  "user_signed_up",
  "onboarding_completed",
  "feature_used",
  "feature_used",
  "purchase",
  "$exception",
  "$feature_flag_called",
  "Feature Used",
];

/** Late October in Prague has a day of 25 hours. */
const FIRST = Date.parse("2026-10-01T00:00:00+02:00");
const LAST = Date.parse("2026-11-06T12:00:00+01:00");

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function messyEvents(): CaptureEvent[] {
  const random = generator(11);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  const events: CaptureEvent[] = [];
  for (let person = 0; person < 60; person++) {
    const ids = [`anon-${person}`, `user-${person}`];
    let at = FIRST + Math.floor(random() * 20 * 86_400_000);
    let distinctId = pick(ids);
    const count = 5 + Math.floor(random() * 70);
    for (let i = 0; i < count; i++) {
      // Some at the same moment, some at local midnight to the millisecond.
      if (random() > 0.15) {
        distinctId = pick(ids);
        at += 1 + Math.floor(random() ** 4 * 4 * 86_400_000);
      }
      if (random() < 0.05) at += 3_600_000 - (at % 3_600_000) - pick([0, 1]);
      if (at > LAST) break;
      const event = pick(NAMES);
      events.push({
        event,
        distinctId,
        timestamp: new Date(at).toISOString(),
        properties: {
          $session_id: pick(["", `s-${person}-${Math.floor(at / 7_200_000)}`]),
          $pathname: pick(["/", "/app", null, "/päth'\"`"]),
          $browser: pick(["Chrome", "Safari", "", undefined]),
          plan: pick(["free", "pro", null]),
          ...propertiesOf(event, pick, random),
        },
      });
    }
    events.push({
      event: "$identify",
      distinctId: `user-${person}`,
      timestamp: new Date(Math.min(at + 1, LAST)).toISOString(),
      properties: { $anon_distinct_id: `anon-${person}` },
      set: { email: `u${person % 50}@x.example`, plan: pick(["free", "pro"]) },
    });
  }
  return events;
}

function propertiesOf(
  event: string,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): Record<string, unknown> {
  switch (event) {
    case "purchase":
      return {
        amount: Math.round(random() * 10_000) / 100,
        currency: pick(["EUR", null]),
      };
    case "user_signed_up":
      return { utm_source: pick(["google", "", null, "it's"]) };
    case "feature_used":
      return { feature_name: pick(["ai_assistant", "export", null]) };
    case "$feature_flag_called":
      return {
        $feature_flag: "new-onboarding",
        $feature_flag_response: pick([
          "control",
          "control",
          "test",
          "test",
          false,
        ]),
      };
    case "$exception":
      return pick<Record<string, unknown>>([
        { $exception_list: [{ type: "TypeError", value: "50% of x_y" }] },
        { $exception_types: ["RangeError"], $exception_values: ["bad"] },
        { $exception_type: "OldError", $exception_message: "old" },
        {},
      ]);
    default:
      return {};
  }
}

/** Parameters that reach what defaults do not. */
const CASES: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  trends: [
    { interval: "hour", start_date: "2026-10-24", end_date: "2026-10-26" },
    {
      interval: "week",
      breakdown: "plan",
      event_names: ["purchase", "$pageview"],
      measure: "people",
    },
    {
      interval: "month",
      measure: "average",
      measure_property: "amount",
      event_names: ["purchase"],
    },
  ],
  retention: [
    { retention_type: "recurring" },
    { interval: "day", intervals: 20, target_event: "feature_used" },
    { interval: "month", intervals: 2 },
  ],
  lifecycle: [{ interval: "day", intervals: 30 }, {
    interval: "month",
    intervals: 2,
  }],
  analyze_funnel: [
    { breakdown: "$browser", window_days: 3 },
    {
      funnel_steps: ["$pageview", "feature_used", "purchase", "$exception"],
      window_days: 0.5,
    },
  ],
  paths: [{ anchor_event: "purchase", direction: "before", ignore_events: [] }],
  track_errors: [{ search: "50% OF x_y" }, { search: "%" }],
  identify_power_users: [{ key_event: "purchase", min_occurrences: 1 }],
  identify_churn_risk: [{
    key_event: "purchase",
    min_events: 1,
    rhythm_factor: 1.5,
  }],
  individual_user_journey: [{ email: "u3@x.example" }, {
    distinct_id: "anon-7",
  }],
  explore_schema: [{ event_name: "$exception" }],
  get_recent_events: [{
    event_names: ["purchase", "nothing"],
    distinct_id: "user-3",
  }],
  marketing_channel_performance: [{ window_days: 2 }],
  feature_impact_analysis: [{ feature_value: null, window_days: 3 }, {
    engagement_event: "purchase",
    window_days: 5,
  }],
  experiment_analysis: [{ conversion_event: "purchase", window_days: 5 }],
  cohort_comparison_analysis: [{ compare_property: "nothing" }],
  user_journey_funnel_analysis: [{
    funnel_steps: ["purchase", "feature_used"],
    window_days: 1,
  }],
};

async function compare(
  name: string,
  given: Record<string, unknown>,
  client: PostHogClient,
  raw: Raw,
): Promise<void> {
  const template = templates.get(name);
  const { shape } = template.parameters;
  const { result, params } = await runScript(template, client, {
    ..."end_date" in shape ? { end_date: "2026-11-05" } : {},
    ..."days" in shape && !("end_date" in shape) ? { days: 400 } : {},
    ..."limit" in shape ? { limit: 50_000 } : {},
    ..."people_limit" in shape ? { people_limit: 1000 } : {},
    ...given,
  });
  const days = {
    first: String(result["first_day"] ?? ""),
    last: String(result["last_day"] ?? ""),
  };
  assertClose(result, GOLDEN[name]?.(raw, params, days));
}

Deno.test("templates give the same numbers as a second computation over messy data", async (t) => {
  await using posthog = await openEmbeddedPostHog({
    timezone: "Europe/Prague",
  });
  const client = clientOf(posthog);
  const events = messyEvents();
  const { accepted } = await client.captureBatch(events);
  assertEquals(accepted, events.length);
  const raw = await readRaw(client);
  assertEquals(raw.events.length, events.length);
  assertEquals(raw.persons.size, 60);
  for (const name of Object.keys(GOLDEN)) {
    await t.step(name, async () => {
      for (const given of [{}, ...CASES[name] ?? []]) {
        await compare(name, given, client, raw);
      }
    });
  }
});
