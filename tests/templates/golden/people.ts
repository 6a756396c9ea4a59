/** Second computations: questions about single people and groups of them. */

import type { Raw } from "./raw.ts";
import {
  type Answer,
  byPerson,
  type Days,
  daysBetween,
  distinct,
  emailOf,
  groupBy,
  latest,
  mean,
  type Params,
  share,
  sum,
  text,
  within,
} from "./tools.ts";

export function identify_power_users(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const rows = [...byPerson(within(raw, days, params["key_event"]))]
    .filter(([, events]) => events.length >= params["min_occurrences"])
    .map(([person_id, events]) => ({
      person_id,
      email: emailOf(events),
      latest_distinct_id: events.at(-1)?.distinct_id,
      occurrences: events.length,
      active_days: distinct(events.map((event) => event.day)),
      first_seen: events[0]?.timestamp,
      last_seen: events.at(-1)?.timestamp,
    }));
  return { rows, total: rows.length };
}

export function identify_churn_risk(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const rows = [...byPerson(within(raw, days, params["key_event"]))]
    .filter(([, events]) => events.length >= params["min_events"])
    .map(([person_id, events]) => {
      const active = [...new Set(events.map((event) => event.day))].sort();
      const gaps = active.slice(1).map((day, i) =>
        daysBetween(active[i] ?? day, day)
      ).sort((a, b) => a - b);
      const typical = gaps.length === 0
        ? null
        : gaps[Math.ceil(gaps.length / 2) - 1] ?? null;
      const silent = daysBetween(active.at(-1) ?? days.last, days.last);
      return {
        person_id,
        email: emailOf(events),
        latest_distinct_id: events.at(-1)?.distinct_id,
        events: events.length,
        active_days: active.length,
        last_seen: events.at(-1)?.timestamp,
        days_inactive: silent,
        typical_gap_days: typical,
        overdue_factor: typical === null ? null : silent / typical,
        past_fixed_gap: silent >= params["inactive_days"],
        past_own_rhythm: active.length >= 3 && typical !== null &&
          silent > params["rhythm_factor"] * typical,
      };
    })
    .filter((row) => row.past_fixed_gap || row.past_own_rhythm);
  return { rows, total: rows.length };
}

export function power_user_identification(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const people = [...byPerson(within(raw, days))].map((
    [person_id, events],
  ) => {
    const active = new Set(events.map((event) => event.day));
    const weeks = distinct(
      [...active].map((day) => {
        const date = new Date(day);
        date.setUTCDate(date.getUTCDate() - date.getUTCDay());
        return date.toISOString();
      }),
    );
    return {
      person_id,
      email: emailOf(events),
      latest_distinct_id: events.at(-1)?.distinct_id,
      active_days: active.size,
      events: events.length,
      different_events: distinct(events.map((event) => event.event)),
      last_seen: events.at(-1)?.timestamp,
      days_per_active_week: active.size / weeks,
    };
  });
  const sorted = people.map((row) => row.active_days).sort((a, b) => a - b);
  const level = sorted[Math.floor(params["percentile"] / 100 * sorted.length)];
  const bar = Math.max(level ?? 0, params["min_active_days"]);
  const rows = people.filter((row) => row.active_days >= bar);
  return {
    rows,
    total: rows.length,
    active_people: people.length,
    bar_active_days: people.length === 0 ? null : bar,
  };
}

/** The cohorts of the demo data. */
const COHORTS = {
  1: {
    name: "Paying customers",
    has: ({ persons }: Raw, id: string) =>
      ["pro", "team"].includes(String(persons.get(id)?.properties["plan"])),
  },
  2: {
    name: "Recent buyers",
    has: ({ events }: Raw, id: string) =>
      events.some((e) =>
        e.person_id === id && e.event === "purchase" &&
        e.at > Date.now() - 30 * 86_400_000
      ),
  },
};

export function cohort_comparison_analysis(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const people = [...byPerson(within(raw, days))].map(([id, events]) => ({
    id,
    segment: latest(
      events,
      (event) => text(event.person, params["compare_property"]) ?? "not set",
    ),
    events: events.length,
    days: distinct(events.map((event) => event.day)),
    key: events.filter((event) => event.event === params["key_event"]).length,
  }));
  const cohorts: (keyof typeof COHORTS)[] = params["cohort_ids"];
  const segments = cohorts.length > 0
    ? cohorts.map((cohort) => {
      const { name, has } = COHORTS[cohort];
      return [name, people.filter(({ id }) => has(raw, id))] as const;
    })
    : [...groupBy(people, (person) => String(person.segment))];
  const rows = segments.map(
    ([segment, members]) => ({
      segment,
      people: members.length,
      events: sum(members.map((m) => m.events)),
      events_per_person: mean(members.map((m) => m.events)),
      active_days_per_person: mean(members.map((m) => m.days)),
      did_key_event: members.filter((m) => m.key > 0).length,
      share_did_key_event: share(
        members.filter((m) => m.key > 0).length,
        members.length,
      ),
      key_events_per_person: mean(members.map((m) => m.key)),
    }),
  );
  return { rows };
}

export function complex_hogql_analysis(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const people = [...byPerson(within(raw, days)).values()].map((events) => {
    const active = new Set(events.map((event) => event.day));
    const known = daysBetween(events[0]?.day ?? "", days.last) + 1;
    const silent = daysBetween(events.at(-1)?.day ?? "", days.last);
    const rate = active.size / known;
    const segment = known <= 7
      ? "new"
      : silent >= 14
      ? "slipping"
      : rate >= 1 / 3
      ? "core"
      : rate >= 0.1
      ? "regular"
      : "casual";
    return {
      segment,
      events: events.length,
      different: distinct(events.map((event) => event.event)),
      active: active.size,
      key: events.some((event) => event.event === params["key_event"]),
    };
  });
  const all = sum(people.map((person) => person.events));
  const rows = [...groupBy(people, (person) => person.segment)].map(
    ([segment, members]) => {
      const events = sum(members.map((member) => member.events));
      const key = members.filter((member) => member.key).length;
      return {
        segment,
        people: members.length,
        share_of_people: share(members.length, people.length),
        events,
        share_of_events: share(events, all),
        avg_active_days: mean(members.map((member) => member.active)),
        avg_different_events: mean(members.map((member) => member.different)),
        did_key_event: key,
        share_did_key_event: share(key, members.length),
      };
    },
  );
  return { rows };
}

export function individual_user_journey(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const events = within(raw, days);
  const found = latest(events, (event) =>
    (params["distinct_id"] === null ||
        event.distinct_id === params["distinct_id"]) &&
      (params["email"] === null ||
        text(event.person, "email") === params["email"]) &&
      (params["person_id"] === null || event.person_id === params["person_id"])
      ? event.person_id
      : null);
  if (found === null) return { rows: [], person: null, events: [] };
  const own = events.filter((event) => event.person_id === found);
  return {
    person: {
      id: found,
      properties: raw.persons.get(found)?.properties,
    },
    events: [...groupBy(own, (event) => event.event)].map(([event, each]) => ({
      event,
      times: each.length,
      first_seen: each[0]?.timestamp,
      last_seen: each.at(-1)?.timestamp,
    })),
    rows: own.map((event) => ({
      timestamp: event.timestamp,
      event: event.event,
      url: text(event.properties, "$current_url"),
      properties: event.properties,
    })),
  };
}

export function get_recent_events(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const rows = within(raw, days)
    .filter((e) =>
      params["event_names"].length === 0 ||
      params["event_names"].includes(e.event)
    )
    .filter((e) =>
      params["distinct_id"] === null || e.distinct_id === params["distinct_id"]
    )
    .map((e) => ({
      uuid: e.uuid,
      timestamp: e.timestamp,
      event: e.event,
      distinct_id: e.distinct_id,
      person_id: e.person_id,
      email: text(e.person, "email"),
      properties: e.properties,
    }));
  return { rows };
}
