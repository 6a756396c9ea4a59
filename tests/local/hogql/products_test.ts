import { assertEquals } from "@std/assert";
import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
import { ask, captureBatch } from "../calls.ts";
import { uuidOf } from "./golden/events.ts";
import { type Golden, one } from "./golden/golden.ts";

function event(
  number: number,
  name: string,
  properties: Record<string, unknown>,
): Record<string, unknown> {
  return {
    uuid: uuidOf(number),
    event: name,
    distinct_id: "ann",
    timestamp: `2026-01-05T10:0${number}:00Z`,
    properties: { $process_person_profile: true, ...properties },
  };
}

/** Two submissions of a survey, the first sent twice, and one model call. */
const EVENTS = [
  event(1, "survey sent", {
    $survey_id: "s",
    $survey_submission_id: "one",
    $survey_response: "good",
  }),
  event(2, "survey sent", {
    $survey_id: "s",
    $survey_submission_id: "one",
    $survey_questions: [{ id: "q1" }, { id: "q2" }],
    $survey_response_q1: "better",
    $survey_response_q2: ["a", "b"],
  }),
  event(3, "survey sent", { $survey_id: "s", $survey_response_1: "late" }),
  event(4, "$ai_generation", {
    $set: { email: "ann@x.cz" },
    $set_once: { $initial_referring_domain: "www.google.com" },
    $ai_trace_id: "t1",
    $ai_model: "m",
    $ai_input_tokens: 12,
    $ai_total_cost_usd: 0.5,
    $ai_is_error: true,
    $ai_input: [{ role: "user", content: "hello" }],
  }),
];

const VITALS = [undefined, 1200.5, 900].map((value, index) =>
  event(index + 5, "$web_vitals", {
    $session_id: "s1",
    ...(value === undefined ? {} : { $web_vitals_LCP_value: value }),
  })
);

const CASES: readonly Golden[] = [
  [
    "the first answer of each submission",
    "SELECT getSurveyResponse(0) FROM events WHERE event = 'survey sent' ORDER BY timestamp",
    [["good"], ["better"], [null]],
  ],
  [
    "the second answer, by number",
    "SELECT getSurveyResponse(1) FROM events WHERE {uuid:3} = uuid",
    one("late"),
  ],
  [
    "an answer by the question's id",
    "SELECT getSurveyResponse(0, 'q1'), getSurveyResponse(1, 'q2', true) FROM events WHERE uuid = {uuid:2}",
    one("better", ['"a"', '"b"']),
  ],
  [
    "each submission once, with its last answer",
    "SELECT getSurveyResponse(0) FROM events WHERE event = 'survey sent' AND uniqueSurveySubmissionsFilter('s') ORDER BY timestamp",
    [["better"], [null]],
  ],
  [
    "submissions of a range of time",
    "SELECT count() FROM events WHERE uniqueSurveySubmissionsFilter('s', '2026-01-05 10:03:00', '2026-01-05 10:04:00')",
    one(1),
  ],
  [
    "calls of models, with their figures as columns",
    "SELECT trace_id, model, input_tokens + 1, total_cost_usd, is_error, input.1.content, person.properties.email FROM posthog.ai_events",
    one("t1", "m", 13, 0.5, true, "hello", "ann@x.cz"),
  ],
  [
    "the first paint that was measured in a session",
    "SELECT $vitals_lcp FROM sessions",
    one(1200.5),
  ],
  [
    "the tables, as tables",
    "SELECT table_name, data_type FROM system.information_schema.columns WHERE column_name = 'distinct_id' AND table_name LIKE 'person%' ORDER BY 1",
    [["person_distinct_id_overrides", "String"], [
      "person_distinct_ids",
      "String",
    ]],
  ],
  [
    "what lies behind a table",
    "SELECT source_column, target_table FROM system.information_schema.relationships WHERE source_table = 'persons' AND relationship_kind = 'lazy_join'",
    one("id", "person_distinct_ids"),
  ],
  [
    "how a person first came",
    "SELECT $virt_initial_channel_type, $virt_initial_referring_domain_type FROM persons",
    one("Organic Search", "Search"),
  ],
  [
    "what is not recorded has no rows, and its own types",
    "SELECT session_id, argMinMerge(first_url), any(person.properties.email) FROM raw_session_replay_events GROUP BY session_id",
    [],
  ],
];

Deno.test("tables and functions of PostHog's products", async (t) => {
  await using posthog = await openEmbeddedPostHog();
  await captureBatch(posthog, [...EVENTS, ...VITALS]);
  for (const [what, query, rows] of CASES) {
    await t.step(what, async () => {
      const text = query.replaceAll(
        /\{uuid:(\d+)\}/g,
        (_, number) => `'${uuidOf(Number(number))}'`,
      );
      const { body } = await ask(posthog, text);
      assertEquals(body.results ?? body.detail, rows, text);
    });
  }
});
