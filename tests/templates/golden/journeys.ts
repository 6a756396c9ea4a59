/** Second computations: questions about what follows what. */

import { type Raw, type RawEvent, startOf } from "./raw.ts";
import {
  addDays,
  type Answer,
  byPerson,
  type Days,
  distinct,
  groupBy,
  median,
  type Params,
  share,
  sum,
  text,
  within,
} from "./tools.ts";

/** A person's way through steps: the times of the first of their best attempts. */
function bestAttempt(
  events: readonly RawEvent[],
  steps: readonly string[],
  windowMs: number,
): number[] {
  const own = events
    .map((e) => ({ at: e.at, step: steps.indexOf(e.event) }))
    .filter((e) => e.step >= 0)
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let best: number[] = [];
  own.forEach((start, i) => {
    if (start.step !== 0) return;
    const times = [start.at];
    for (const e of own.slice(i + 1)) {
      if (e.at > start.at + windowMs) break;
      if (e.step === times.length) times.push(e.at);
    }
    if (times.length > best.length) best = times;
  });
  return best;
}

export function analyze_funnel(raw: Raw, params: Params, days: Days): Answer {
  const steps: string[] = params["funnel_steps"];
  const { breakdown } = params;
  const people = [...byPerson(within(raw, days)).values()].map((events) => {
    const first = events.find((e) => e.event === steps[0]);
    return {
      value: breakdown === null || first === undefined
        ? ""
        : text(first.properties, breakdown) ?? "",
      times: bestAttempt(events, steps, params["window_days"] * 86_400_000),
    };
  }).filter((person) => person.times.length > 0);
  const groups = [...groupBy(people, (person) => person.value)]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const rows = groups.slice(0, params["breakdown_limit"]).flatMap(
    ([value, members]) =>
      steps.map((event, i) => {
        const at = members.filter((m) => m.times.length > i);
        const before = members.filter((m) => m.times.length > i - 1).length;
        const previous = i === 0 ? at.length : before;
        const seconds = (from: number) =>
          median(at.map((m) => (m.times[i] ?? 0) - (m.times[from] ?? 0)));
        const [fromStart, fromPrevious] = [
          seconds(0),
          seconds(Math.max(i - 1, 0)),
        ];
        return {
          ...(breakdown === null ? {} : { breakdown_value: value }),
          step: i + 1,
          event,
          people: at.length,
          conversion_from_start: share(at.length, members.length),
          conversion_from_previous: share(at.length, previous),
          dropped: previous - at.length,
          median_seconds_from_start: fromStart === null
            ? null
            : fromStart / 1000,
          median_seconds_from_previous: fromPrevious === null
            ? null
            : fromPrevious / 1000,
        };
      }),
  );
  return { rows, breakdown_values: groups.length };
}

export function user_journey_funnel_analysis(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const steps: string[] = params["funnel_steps"];
  const exits = [...byPerson(within(raw, days)).values()].map((events) => {
    const reached =
      bestAttempt(events, steps, params["window_days"] * 86_400_000)
        .length;
    const last = events.filter((e) => e.event === steps[reached - 1]).at(-1);
    const next = events.filter((e) => e.at > (last?.at ?? Infinity))
      .sort((a, b) => a.at - b.at || (a.event < b.event ? -1 : 1))[0];
    return { reached, next: next?.event ?? "(nothing)" };
  });
  const at = (step: number) => exits.filter((e) => e.reached >= step).length;
  return {
    rows: steps.map((event, i) => ({
      step: i + 1,
      event,
      people: at(i + 1),
      conversion_from_start: share(at(i + 1), at(1)),
      conversion_from_previous: share(at(i + 1), at(Math.max(i, 1))),
      left_after: i + 1 < steps.length ? at(i + 1) - at(i + 2) : 0,
    })),
    after_drop_off: steps.slice(0, -1).flatMap((after, i) => {
      const left = exits.filter((e) => e.reached === i + 1);
      return [...groupBy(left, (e) => e.next)]
        .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
        .slice(0, params["alternatives"])
        .map(([next, people]) => ({
          after,
          next,
          people: people.length,
          share: share(people.length, left.length),
        }));
    }),
  };
}

export function paths(raw: Raw, params: Params, days: Days): Answer {
  const sign = params["direction"] === "after" ? 1 : -1;
  const moves: { step: number; from: string; to: string; person: string }[] =
    [];
  const events = within(raw, days)
    .filter((e) => !params["ignore_events"].includes(e.event));
  for (const [person, own] of byPerson(events)) {
    const walk = own.map((e) => ({
      at: sign * e.at,
      label: e.event === "$pageview"
        ? text(e.properties, "$pathname") ?? e.event
        : e.event,
    })).sort((a, b) => a.at - b.at || (a.label < b.label ? -1 : 1));
    const visits: string[][] = [];
    walk.forEach((e, i) => {
      const gap = e.at - (walk[i - 1]?.at ?? -Infinity);
      if (gap > 1_800_000) visits.push([]);
      visits.at(-1)?.push(e.label);
    });
    for (const visit of visits) {
      const start = visit.indexOf(params["anchor_event"]);
      if (start === -1) continue;
      const route = visit.slice(start)
        .filter((label, i, all) => label !== all[i - 1])
        .slice(0, params["steps"] + 1);
      route.slice(1).forEach((to, i) => {
        moves.push({ step: i + 1, from: route[i] ?? "", to, person });
      });
    }
  }
  const rows = [
    ...groupBy(moves, (m) => JSON.stringify([m.step, m.from, m.to]))
      .values(),
  ].map((all) => ({
    step: all[0]?.step,
    from: all[0]?.from,
    to: all[0]?.to,
    people: distinct(all.map((m) => m.person)),
    times: all.length,
  }));
  return { rows };
}

export function feature_impact_analysis(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const windowMs = params["window_days"] * 86_400_000;
  const end = startOf(addDays(days.last, 1), raw.timezone);
  const isUse = (e: RawEvent) =>
    e.event === params["feature_event"] &&
    (params["feature_value"] === null ||
      text(e.properties, params["feature_property"]) ===
        params["feature_value"]);
  const people = [...byPerson(within(raw, days)).values()].map((events) => ({
    seen: events[0]?.at ?? 0,
    use: events.find(isUse)?.at,
    times: events.filter((e) =>
      !isUse(e) && (params["engagement_event"] === null ||
        e.event === params["engagement_event"])
    ).map((e) => e.at),
  }));
  const pivot = median(people.flatMap((p) => p.use ?? [])) ?? 0;
  const groups = [["adopters", true], ["others", false]] as const;
  const rows = groups.flatMap(([group, adopted]) => {
    const members = people.map((p) => ({ ...p, turn: p.use ?? pivot }))
      .filter((p) => (p.use !== undefined) === adopted)
      .filter((p) => p.seen <= p.turn - windowMs && p.turn + windowMs <= end);
    if (members.length === 0) return [];
    const count = (from: number, to: number) =>
      sum(
        members.map((p) =>
          p.times.filter((t) => t >= p.turn + from && t < p.turn + to).length
        ),
      );
    const [before, after] = [count(-windowMs, 0), count(0, windowMs)];
    return [{
      group,
      people: members.length,
      events_before: before,
      events_after: after,
      per_person_before: before / members.length,
      per_person_after: after / members.length,
      change: before === 0 ? null : after / before - 1,
    }];
  });
  const [adopters, others] = groups.map(([group]) =>
    rows.find((row) => row.group === group)?.change ?? null
  );
  return {
    rows,
    difference: typeof adopters === "number" && typeof others === "number"
      ? adopters - others
      : null,
  };
}

export function experiment_analysis(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const windowMs = params["window_days"] * 86_400_000;
  const people = [...byPerson(within(raw, days)).values()].flatMap((events) => {
    const shown = events.filter((e) =>
      e.event === "$feature_flag_called" &&
      text(e.properties, "$feature_flag") === params["flag_key"] &&
      !["false", null].includes(text(e.properties, "$feature_flag_response"))
    );
    const [first] = shown;
    if (first === undefined) return [];
    const variants = new Set(
      shown.map((e) => text(e.properties, "$feature_flag_response") ?? ""),
    );
    return [{
      variant: variants.size > 1 ? "" : [...variants][0] ?? "",
      converted: events.some((e) =>
        e.event === params["conversion_event"] && e.at >= first.at &&
        e.at < first.at + windowMs
      ),
    }];
  });
  const groups = groupBy(
    people.filter((p) => p.variant !== ""),
    (p) => p.variant,
  );
  const rows = [...groups].map(([variant, members]) => {
    const converted = members.filter((m) => m.converted).length;
    return {
      variant,
      people: members.length,
      converted,
      conversion_rate: share(converted, members.length),
    };
  });
  return {
    rows,
    people_in_several_variants: people.filter((p) => p.variant === "").length,
  };
}

export function marketing_channel_performance(
  raw: Raw,
  params: Params,
  days: Days,
): Answer {
  const windowMs = params["window_days"] * 86_400_000;
  const property = params["channel_property"];
  const all = byPerson(raw.events);
  const signups = [...byPerson(within(raw, days, params["signup_event"]))].map(
    ([person, [signup]]) => {
      const sales = (all.get(person) ?? []).filter((e) =>
        e.event === params["conversion_event"] && signup !== undefined &&
        e.at >= signup.at && e.at <= signup.at + windowMs
      );
      return {
        channel: text(signup?.properties ?? {}, property) ||
          text(signup?.person ?? {}, `$initial_${property}`) ||
          "direct or unknown",
        sales: sales.length,
        revenue: sum(
          sales.map((e) =>
            Number(e.properties[params["revenue_property"]] ?? 0)
          ),
        ),
        seconds: Math.floor((sales[0]?.at ?? 0) / 1000) -
          Math.floor((signup?.at ?? 0) / 1000),
      };
    },
  );
  const rows = [...groupBy(signups, (s) => s.channel)].map(([channel, own]) => {
    const converted = own.filter((s) => s.sales > 0);
    const seconds = median(converted.map((s) => s.seconds));
    return {
      channel,
      signups: own.length,
      converted: converted.length,
      conversion_rate: share(converted.length, own.length),
      conversions: sum(own.map((s) => s.sales)),
      revenue: sum(own.map((s) => s.revenue)),
      revenue_per_signup: sum(own.map((s) => s.revenue)) / own.length,
      median_days_to_convert: seconds === null ? null : seconds / 86_400,
    };
  });
  return { rows };
}
