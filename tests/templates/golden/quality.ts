/** Second computations: errors, and what the data itself is like. */

import type { Raw, RawEvent } from "./raw.ts";
import {
  type Answer,
  byPerson,
  type Days,
  distinct,
  emailOf,
  groupBy,
  latest,
  type Params,
  share,
  sum,
  text,
  within,
} from "./tools.ts";

/** Type and message of an exception, from the first form that has them. */
function exceptionOf(e: RawEvent): { type: string; message: string } {
  const first = (value: unknown): unknown =>
    Array.isArray(value) ? value[0] : undefined;
  const listed = first(e.properties["$exception_list"]) as
    | Record<string, string>
    | undefined;
  const from = (many: string, one: string) =>
    first(e.properties[many]) as string | undefined ||
    text(e.properties, one);
  return {
    type: listed?.["type"] || from("$exception_types", "$exception_type") ||
      "Unknown",
    message: listed?.["value"] ||
      from("$exception_values", "$exception_message") || "",
  };
}

export function track_errors(raw: Raw, params: Params, days: Days): Answer {
  const needle = params["search"]?.toLowerCase() ?? "";
  const everybody = distinct(within(raw, days).map((e) => e.person_id));
  const errors = within(raw, days, "$exception")
    .map((event) => ({ event, ...exceptionOf(event) }))
    .filter((e) => `${e.type}\n${e.message}`.toLowerCase().includes(needle));
  const rows = [
    ...groupBy(errors, (e) => JSON.stringify([e.type, e.message]))
      .values(),
  ].map((all) => {
    const events = all.map((e) => e.event);
    const people = distinct(events.map((e) => e.person_id));
    return {
      type: all[0]?.type,
      message: all[0]?.message,
      occurrences: events.length,
      people,
      share_of_people: share(people, everybody),
      sessions: distinct(
        events.map((e) => e.session).filter((session) => session !== ""),
      ),
      first_seen: events[0]?.timestamp,
      last_seen: events.at(-1)?.timestamp,
      latest_url: latest(events, (e) => text(e.properties, "$current_url")),
    };
  });
  return { rows, total: rows.length };
}

export function bug_investigation_with_error_tracking(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const errors = within(raw, days, "$exception");
  const [worst] = [...groupBy(errors, (e) => exceptionOf(e).type)]
    .filter(([type]) =>
      params["error_type"] === null || type === params["error_type"]
    )
    .map(([type, events]) => ({
      type,
      events,
      people: distinct(events.map((e) => e.person_id)),
    }))
    .sort((a, b) => b.people - a.people || b.events.length - a.events.length);
  if (worst === undefined) return { rows: [], error: null };
  const place = (e: RawEvent) => [
    text(e.properties, "$pathname") ?? "unknown",
    text(e.properties, "$browser") ?? "unknown",
  ];
  const hit = new Set(worst.events.map((e) => e.person_id));
  const everybody = [...byPerson(within(raw, days))];
  const cost = [["affected", true], ["others", false]] as const;
  return {
    rows: [...groupBy(worst.events, (e) => JSON.stringify(place(e))).values()]
      .map((events) => ({
        page: events[0] && place(events[0])[0],
        browser: events[0] && place(events[0])[1],
        occurrences: events.length,
        people: distinct(events.map((e) => e.person_id)),
        last_seen: events.at(-1)?.timestamp,
      })),
    error: {
      type: worst.type,
      occurrences: worst.events.length,
      people: worst.people,
      first_seen: worst.events[0]?.timestamp,
      last_seen: worst.events.at(-1)?.timestamp,
    },
    people: [...byPerson(worst.events)].map(([person_id, events]) => ({
      person_id,
      email: emailOf(events),
      latest_distinct_id: events.at(-1)?.distinct_id,
      occurrences: events.length,
      last_seen: events.at(-1)?.timestamp,
    })),
    cost: cost.flatMap(([group, affected]) => {
      const people = everybody.filter(([id]) => hit.has(id) === affected);
      if (people.length === 0) return [];
      const did = people.filter(([, events]) =>
        events.some((e) =>
          e.event === params["key_event"]
        )
      ).length;
      return [{
        group,
        people: people.length,
        did_key_event: did,
        share: share(did, people.length),
      }];
    }),
  };
}

export function explore_schema(raw: Raw, params: Params, days: Days): Answer {
  const events = within(raw, days, params["event_name"]);
  if (params["event_name"] === null) {
    const rows = [...groupBy(events, (e) => e.event)].map(([event, all]) => ({
      event,
      events: all.length,
      people: distinct(all.map((e) => e.person_id)),
      first_seen: all[0]?.timestamp,
      last_seen: all.at(-1)?.timestamp,
      properties: [...new Set(all.flatMap((e) => Object.keys(e.properties)))]
        .sort(),
    }));
    return { rows };
  }
  const pairs = events.flatMap((e) =>
    Object.entries(e.properties).filter(([, value]) => value !== null)
  );
  const rows = [...groupBy(pairs, ([property]) => property)].map(
    ([property, all]) => ({
      property,
      events: all.length,
      share_filled: share(all.length, events.length),
      different_values: distinct(all.map(([, value]) => JSON.stringify(value))),
    }),
  );
  return { rows };
}

const USELESS = [
  "null undefined none nan anonymous guest user unknown 0 id",
  "[object object]",
];

export function data_quality_check(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const events = within(raw, days);
  const useless = new Set(["", USELESS[1], ...(USELESS[0] ?? "").split(" ")]);
  const counts: Record<string, number> = {
    late_events: events.filter((e) => e.created_at > e.at + 86_400_000).length,
    future_events: events.filter((e) => e.at > e.created_at + 300_000).length,
    useless_distinct_ids:
      events.filter((e) => useless.has(e.distinct_id.trim().toLowerCase()))
        .length,
    doubled_events: events.length - distinct(
      events.map((e) =>
        JSON.stringify([e.event, e.distinct_id, e.timestamp, e.properties])
      ),
    ),
    no_library:
      events.filter((e) => text(e.properties, "$lib") === null).length,
  };
  for (const property of params["required_properties"]) {
    counts[`missing_${property}`] = events.filter((e) =>
      e.event === params["required_event"] &&
      text(e.properties, property) === null
    ).length;
  }
  const emails = groupBy(
    [...raw.persons.values()].flatMap(({ properties }) =>
      text(properties, "email")?.toLowerCase() ?? []
    ).filter((email) => email !== ""),
    (email) => email,
  );
  counts["doubled_persons"] = sum(
    [...emails.values()].filter((all) => all.length > 1)
      .map((all) => all.length),
  );
  const names = groupBy(
    [...groupBy(events, (e) => e.event)],
    ([event]) => event.toLowerCase().replaceAll(/[^a-z0-9$]/g, ""),
  );
  const similar = [...names.values()].filter((all) => all.length > 1)
    .map((all) => sum(all.map(([, each]) => each.length)));
  return {
    rows: [
      ...Object.entries(counts).map(([check, affected]) => ({
        check,
        affected,
        ok: affected === 0,
      })),
      ...similar.map((affected) => ({
        check: "similar_names",
        affected,
        ok: false,
      })),
    ],
  };
}
