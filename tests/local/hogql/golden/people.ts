/**
 * Persons, sessions, groups, and aggregates over their events.
 *
 * @module
 */

import { type Golden, one } from "./golden.ts";

/** Persons, sessions and cohorts. */
export const PEOPLE: readonly Golden[] = [
  [
    "a person keeps what happened before the merge",
    "SELECT uniq(person_id) FROM events WHERE distinct_id IN ('anon-1', 'ann')",
    one(1),
  ],
  [
    "a session that began before the time asked for is not asked for",
    "SELECT session_id, $session_duration FROM sessions WHERE $start_timestamp >= '2026-01-05 10:02:00'",
    one("s2", 20),
  ],
  [
    "an event's session is whole, whatever part of it is asked for",
    "SELECT event, session.$session_duration FROM events WHERE timestamp BETWEEN '2026-01-05 10:04:00' AND '2026-01-05 10:05:00'",
    one("signup", 300),
  ],
  [
    "events of sessions, however the session is written",
    "SELECT countIf(properties.$session_id IS NOT NULL), uniq(properties['$session_id']), countIf(e.properties.$session_id = 's1') FROM events e",
    one(4, 2, 2),
  ],
  [
    "three people made the events",
    "SELECT count(DISTINCT person_id) FROM events",
    one(3),
  ],
  [
    "properties of persons, current",
    "SELECT properties.email FROM persons ORDER BY properties.email",
    [["ann@x.cz"], ["bob@x.cz"], [null]],
  ],
  [
    "person properties by type",
    "SELECT properties.age + 1 FROM persons WHERE properties.email = 'ann@x.cz'",
    one(31),
  ],
  [
    "person properties on events are those of that moment",
    "SELECT person.properties.email FROM events WHERE event = 'purchase' ORDER BY timestamp",
    [["bob@x.cz"], ["ann@x.cz"], [null]],
  ],
  [
    "ids of a person",
    "SELECT distinct_id FROM person_distinct_ids WHERE person.properties.email = 'ann@x.cz' ORDER BY distinct_id",
    [["ann"], ["anon-1"]],
  ],
  [
    "persons by their ids",
    "SELECT pdi.distinct_id FROM persons WHERE properties.email = 'bob@x.cz'",
    one("bob"),
  ],
  [
    "a join of events and persons",
    "SELECT p.properties.email AS email, count() FROM events e JOIN persons p ON e.person_id = p.id GROUP BY email ORDER BY email",
    [["ann@x.cz", 4], ["bob@x.cz", 4], [null, 3]],
  ],
  [
    "each id of a person brings its events once",
    "SELECT count(), countIf(person.pdi.distinct_id = 'nobody') FROM events",
    one(15, 0),
  ],
  [
    "persons in a subquery",
    "SELECT count() FROM persons WHERE id IN (SELECT person_id FROM events WHERE event = 'purchase')",
    one(3),
  ],
  [
    "sessions",
    "SELECT session_id, $session_duration, $pageview_count, distinct_id FROM sessions ORDER BY session_id",
    [["s1", 300, 0, "anon-1"], ["s2", 20, 1, "bob"]],
  ],
  [
    "sessions through events",
    "SELECT session.$session_duration FROM events WHERE event = 'signup' AND $session_id = 's1'",
    one(300),
  ],
  [
    "where a session began",
    "SELECT $entry_current_url, $is_bounce FROM sessions WHERE session_id = 's2'",
    one("https://ex.com/pricing", false),
  ],
];

/** Companies, once one is known. */
export const GROUPS: readonly Golden[] = [
  [
    "groups through events",
    "SELECT company.properties.name, company.properties.seats + 1 FROM events WHERE uuid = {uuid:4}",
    one("Acme", 4),
  ],
  [
    "groups",
    "SELECT index, key, properties.name FROM groups",
    one(0, "c1", "Acme"),
  ],
  [
    "an event of no company",
    "SELECT company.properties.name, $group_0 FROM events WHERE uuid = {uuid:5}",
    one(null, ""),
  ],
];

/** Aggregates. */
export const AGGREGATES: readonly Golden[] = [
  [
    "counting",
    "SELECT count(), count(*), count(1), COUNT(DISTINCT event) FROM events",
    one(11, 11, 11, 5),
  ],
  [
    "-If forms",
    "SELECT countIf(event = 'visit'), sumIf(properties.amount, event = 'purchase'), uniqIf(person_id, event = 'signup') FROM events",
    one(3, 105.5, 3),
  ],
  [
    "FILTER",
    "SELECT count() FILTER (WHERE event = 'visit') FROM events",
    one(3),
  ],
  [
    "arrays in order",
    "SELECT groupArray(x ORDER BY y DESC) FROM (SELECT number AS x, number % 3 AS y FROM numbers(3))",
    one([2, 1, 0]),
  ],
  [
    "arrays with a limit",
    "SELECT groupArray(2)(number) FROM numbers(5)",
    one([0, 1]),
  ],
  [
    "distinct arrays",
    "SELECT arraySort(groupUniqArray(number % 2)) FROM numbers(5)",
    one([0, 1]),
  ],
  [
    "quantiles",
    "SELECT quantile(0.5)(number), median(number), quantiles(0, 1)(number) FROM numbers(5)",
    one(2, 2, [0, 4]),
  ],
  [
    "first and last by time",
    "SELECT argMin(event, timestamp), argMax(event, timestamp) FROM events",
    one("visit", "purchase"),
  ],
  [
    "any of equal values",
    "SELECT any(distinct_id) FROM events WHERE distinct_id = 'bob'",
    one("bob"),
  ],
  [
    "HAVING",
    "SELECT event, count() AS c FROM events GROUP BY event HAVING c > 3 ORDER BY event",
    [],
  ],
  [
    "GROUP BY ALL",
    "SELECT event, count() FROM events WHERE event = 'visit' GROUP BY ALL",
    [["visit", 3]],
  ],
  [
    "ROLLUP",
    "SELECT number % 2 AS parity, count() FROM numbers(4) GROUP BY ROLLUP(parity) ORDER BY count(), parity",
    [[0, 2], [1, 2], [0, 4]],
  ],
  [
    "string_agg",
    "SELECT string_agg(toString(number), '-') FROM numbers(3)",
    one("0-1-2"),
  ],
  [
    "average of nothing",
    "SELECT avg(number), sum(number), max(number) FROM numbers(5) WHERE number > 9",
    one(null, 0, 0),
  ],
  [
    "topK",
    "SELECT topK(1)(number % 2 = 0 ? 'even' : 'odd') FROM numbers(3)",
    one(["even"]),
  ],
];

/** Funnels and sequences. */
export const FUNNELS: readonly Golden[] = [
  [
    "a funnel wants the order of its steps",
    "SELECT distinct_id, windowFunnel(86400)(timestamp, event = 'visit', event = 'signup', event = 'purchase') AS steps FROM events WHERE distinct_id IN ('bob', 'cyd') GROUP BY distinct_id ORDER BY distinct_id",
    [["bob", 2], ["cyd", 2]],
  ],
  [
    "a longer window lets the purchase in",
    "SELECT windowFunnel(1209600)(timestamp, event = 'visit', event = 'signup', event = 'purchase') FROM events WHERE distinct_id = 'cyd'",
    one(3),
  ],
  [
    "a funnel follows the person, not the id",
    "SELECT windowFunnel(604800)(timestamp, event = 'visit', event = 'signup', event = 'purchase') AS steps FROM events WHERE person.properties.email = 'ann@x.cz' OR distinct_id = 'anon-1' GROUP BY person_id",
    one(3),
  ],
  [
    "a short window breaks it",
    "SELECT windowFunnel(60)(timestamp, event = 'visit', event = 'signup') FROM events WHERE distinct_id = 'anon-1'",
    one(1),
  ],
  [
    "a sequence in order",
    "SELECT sequenceMatch('(?1)(?2)')(timestamp, event = 'visit', event = 'purchase') FROM events WHERE distinct_id = 'bob'",
    one(1),
  ],
  [
    "a sequence out of order",
    "SELECT sequenceMatch('(?1).*(?2)')(timestamp, event = 'purchase', event = 'visit') FROM events WHERE distinct_id = 'bob'",
    one(0),
  ],
  [
    "counting sequences",
    "SELECT sequenceCount('(?1)(?2)')(timestamp, event = 'visit', event = 'purchase') FROM events WHERE distinct_id = 'bob'",
    one(1),
  ],
  [
    "retention",
    "SELECT retention(event = 'visit', event = 'purchase') FROM events WHERE distinct_id = 'bob'",
    one([1, 1]),
  ],
];
