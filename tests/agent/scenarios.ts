/**
 * What a scripted assistant does, whatever surface it does it on, and what
 * must come of it.
 *
 * @module
 */

import type { Decision } from "@posthog-driver/posthog-driver/agent";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

/** One tool call. */
export interface Call {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** What a call gave, parsed. */
export interface Given {
  readonly isError: boolean;
  // deno-lint-ignore no-explicit-any -- the JSON of a tool, looked into freely
  readonly json: any;
}

/** A scenario: calls of one turn, made side by side, and their judge. */
export interface Scenario {
  readonly name: string;
  readonly calls: readonly Call[];
  /** What the person says when asked about a write. */
  readonly decision?: Decision;
  readonly check: (given: readonly Given[]) => void;
}

const EVENTS_A_DAY =
  "SELECT toDate(timestamp) AS day, count() AS events FROM events WHERE event = {event} AND timestamp >= now() - INTERVAL 90 DAY GROUP BY day ORDER BY day";

const WIDE =
  "SELECT uuid, event, distinct_id, properties FROM events WHERE timestamp >= now() - INTERVAL 90 DAY ORDER BY timestamp, uuid LIMIT 300";

/** The table every surface passes. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "parallel calls each get their own answer",
    calls: [
      { name: "discover_objects", input: {} },
      {
        name: "query_posthog",
        input: { hogql: EVENTS_A_DAY, values: { event: "purchase" } },
      },
      {
        name: "run_template",
        input: {
          name: "identify_power_users",
          parameters: { key_event: "purchase", limit: 5 },
        },
      },
    ],
    check: ([discovered, queried, templated]) => {
      assert(discovered?.json.data.objects.includes("events"));
      assert(queried?.json.data.rows.length > 60);
      assertEquals(queried?.json.envelope.truncated, false);
      assertEquals(queried?.json.envelope.engine.name, "posthog-embedded");
      assertEquals(templated?.json.data.rows.length, 5);
      assertEquals(templated?.json.envelope.truncated, true);
    },
  },
  {
    name: "bad arguments come back as an error to learn from",
    calls: [
      { name: "query_posthog", input: { hogql: 7 } },
      { name: "query_posthog", input: { hogql: "SELEC 1" } },
      {
        name: "query_posthog",
        input: { hogql: "SELECT evnt FROM events LIMIT 1" },
      },
      { name: "run_template", input: { name: "identify_power_user" } },
      { name: "read_result", input: { handle: "result_none" } },
    ],
    check: (given) => {
      assertEquals(given.map(({ isError }) => isError), given.map(() => true));
      const [typed, syntax, field, template, handle] = given;
      assertEquals(typed?.json.error.kind, "invalid_input");
      assertStringIncludes(typed?.json.error.message, '"hogql": ');
      assertEquals(syntax?.json.error.kind, "syntax");
      assertStringIncludes(JSON.stringify(field?.json), "event");
      assertStringIncludes(
        JSON.stringify(template?.json),
        "identify_power_users",
      );
      assertEquals(handle?.json.error.kind, "unknown_handle");
    },
  },
  {
    name: "a refused write changes nothing and says so",
    calls: [{
      name: "capture_event",
      input: { event: "refused_event", distinct_id: "user_1" },
    }],
    decision: "denied",
    check: ([given]) => assertEquals(given?.isError, true),
  },
  {
    name: "approved writes are done",
    calls: [{
      name: "capture_event",
      input: { event: "approved_event", distinct_id: "user_1" },
    }, {
      name: "create_annotation",
      input: { content: "Release 2.0", date: "2026-11-01" },
    }, {
      name: "create_cohort",
      input: { name: "Buyers", event: "purchase", at_least: 3 },
    }],
    decision: "approved",
    check: (given) => {
      for (const { isError, json } of given) {
        assertEquals(isError, false, JSON.stringify(json));
      }
      assert(given[2]?.json.data.count > 100, "the cohort has members");
    },
  },
  {
    name: "a large result comes in part, with a handle to read on",
    calls: [{ name: "query_posthog", input: { hogql: WIDE } }],
    check: ([given]) => {
      const { data, more, envelope } = given?.json ?? {};
      assertEquals(envelope.rows, 300);
      assert(data.rows.length > 5 && data.rows.length < 300);
      assertEquals(more.total, 300);
      assertEquals(more.next, data.rows.length);
    },
  },
];
