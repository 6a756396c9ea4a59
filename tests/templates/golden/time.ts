/** Second computations: questions about time. */

import type { Raw, RawEvent } from "./raw.ts";
import {
  addDays,
  addPeriods,
  type Answer,
  byPerson,
  type Days,
  daysBetween,
  distinct,
  groupBy,
  mean,
  type Params,
  periodOf,
  sum,
  text,
  within,
} from "./tools.ts";

export function trends(raw: Raw, params: Params, days: Days): Answer {
  const { interval, breakdown, measure } = params;
  const names: string[] = params["event_names"];
  const events = within(raw, days).filter((e) => names.includes(e.event));
  const periods = new Set<string>();
  for (let day = days.first; day <= days.last; day = addDays(day, 1)) {
    if (interval !== "hour") periods.add(periodOf(day, interval));
    for (let hour = 0; interval === "hour" && hour < 24; hour++) {
      periods.add(`${day} ${String(hour).padStart(2, "0")}:00:00`);
    }
  }
  const groups = breakdown === null
    ? [["", events] as const]
    : [...groupBy(events, (e) => text(e.properties, breakdown) ?? "")]
      .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const rows = groups.slice(0, params["breakdown_limit"]).flatMap(
    ([value, group]) =>
      names.flatMap((event) =>
        [...periods].map((period) => ({
          period,
          event,
          ...(breakdown === null ? {} : { breakdown_value: value }),
          [measure]: measured(
            group.filter((e) =>
              e.event === event && period === (interval === "hour"
                  ? `${e.day} ${String(e.hour).padStart(2, "0")}:00:00`
                  : periodOf(e.day, interval))
            ),
            params,
          ),
        }))
      ),
  );
  return { rows, breakdown_values: groups.length };
}

function measured(events: readonly RawEvent[], params: Params): number | null {
  const numbers = events
    .map((e) => Number(text(e.properties, params["measure_property"]) ?? NaN))
    .filter((number) => !Number.isNaN(number));
  switch (params["measure"]) {
    case "people":
      return distinct(events.map((e) => e.person_id));
    case "sum":
      return sum(numbers);
    case "average":
      return numbers.length === 0 ? null : mean(numbers);
    default:
      return events.length;
  }
}

export function retention(raw: Raw, params: Params, days: Days): Answer {
  const { interval, intervals } = params;
  const current = periodOf(days.last, interval);
  const cohorts = Array.from(
    { length: intervals },
    (_, i) => addPeriods(current, interval, i - intervals + 1),
  );
  const people = [
    ...byPerson(raw.events.filter((e) => e.day <= days.last)).values(),
  ].map((events) => {
    const periods = (name: string) =>
      events.filter((e) => e.event === name)
        .map((e) => periodOf(e.day, interval)).sort();
    const began = periods(params["target_event"]);
    return {
      began: new Set(
        params["retention_type"] === "first_time" ? began.slice(0, 1) : began,
      ),
      back: new Set(periods(params["returning_event"])),
    };
  });
  const rows = cohorts.map((cohort, age) => {
    const members = people.filter((person) => person.began.has(cohort));
    const cells = cohorts.map((_, n) => {
      const period = addPeriods(cohort, interval, n);
      if (age + n >= cohorts.length) return [`period_${n}`, null];
      const count = n === 0
        ? members.length
        : members.filter((person) => person.back.has(period)).length;
      return [`period_${n}`, count];
    });
    return { cohort, ...Object.fromEntries(cells) };
  });
  return { rows };
}

export function lifecycle(raw: Raw, params: Params, days: Days): Answer {
  const { interval, intervals } = params;
  const current = periodOf(days.last, interval);
  const from = addPeriods(current, interval, -intervals);
  const active = [...byPerson(
    raw.events.filter((e) =>
      e.day <= days.last &&
      (params["event_name"] === null || e.event === params["event_name"]) &&
      periodOf(e.day, interval) >= from
    ),
  )].map(([person, events]) => ({
    created: periodOf(raw.persons.get(person)?.created_day ?? "", interval),
    periods: new Set(events.map((e) => periodOf(e.day, interval))),
  }));
  const rows = Array.from({ length: intervals }, (_, i) => {
    const period = addPeriods(current, interval, i - intervals + 1);
    const before = addPeriods(period, interval, -1);
    const here = active.filter((person) => person.periods.has(period));
    const fresh = here.filter((person) => person.created === period).length;
    const returning = here.filter((person) =>
      person.created !== period && person.periods.has(before)
    ).length;
    const resurrecting = here.length - fresh - returning;
    const dormant = active.filter((person) =>
      person.periods.has(before) && !person.periods.has(period)
    ).length;
    const net = fresh + resurrecting - dormant;
    return { period, new: fresh, returning, resurrecting, dormant, net };
  });
  return { rows };
}

export function web_overview(raw: Raw, _params: Params, days: Days): Answer {
  const length = daysBetween(days.first, days.last) + 1;
  const before = { first: addDays(days.first, -length), last: days.last };
  const sessions = [
    ...groupBy(
      within(raw, before).filter((e) => e.session !== ""),
      (e) => e.session,
    ).values(),
  ].map((events) => ({
    person: events[0]?.person_id,
    day: events[0]?.day ?? "",
    views: events.filter((e) => e.event === "$pageview").length,
    clicks: events.filter((e) => e.event === "$autocapture").length,
    seconds: Math.floor((events.at(-1)?.at ?? 0) / 1000) -
      Math.floor((events[0]?.at ?? 0) / 1000),
  })).filter((session) => session.views > 0);
  const metrics = (all: typeof sessions) => ({
    visitors: distinct(all.map((s) => s.person)),
    views: sum(all.map((s) => s.views)),
    sessions: all.length,
    session_seconds: all.length === 0 ? 0 : mean(all.map((s) => s.seconds)),
    bounce_rate: all.length === 0
      ? 0
      : all.filter((s) => s.views === 1 && s.clicks === 0 && s.seconds < 10)
        .length / all.length,
  });
  const now = metrics(sessions.filter((s) => s.day >= days.first));
  const then = metrics(sessions.filter((s) => s.day < days.first));
  const views = within(raw, days, "$pageview");
  return {
    rows: (Object.keys(now) as (keyof typeof now)[]).map((metric) => ({
      metric,
      value: now[metric],
      previous: then[metric],
      change: then[metric] === 0 ? null : now[metric] / then[metric] - 1,
    })),
    top_pages: [...groupBy(
      views,
      (e) => text(e.properties, "$pathname") ?? "unknown",
    )].map(([page, events]) => ({
      page,
      views: events.length,
      visitors: distinct(events.map((e) => e.person_id)),
    })),
  };
}
