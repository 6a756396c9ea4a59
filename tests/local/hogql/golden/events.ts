/**
 * A few events of three people, small enough to be counted by hand.
 *
 * @module
 */

/** The uuid of the event with that number. */
export function uuidOf(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

function event(
  number: number,
  timestamp: string,
  distinct_id: string,
  name: string,
  properties: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    uuid: uuidOf(number),
    event: name,
    distinct_id,
    timestamp,
    properties: { $process_person_profile: true, ...properties },
  };
}

/** Ann looks around before she says who she is; Bob buys before he signs up. */
export const GOLDEN_EVENTS: readonly Record<string, unknown>[] = [
  event(1, "2026-01-05T10:00:00Z", "anon-1", "visit", {
    plan: "free",
    amount: 10,
    is_paid: false,
    $session_id: "s1",
    tags: ["x", "y"],
    nested: { a: { b: "deep" }, list: [{ c: 1 }, { c: 2 }] },
    empty: "",
    nothing: null,
    quote: 'he said "hi"',
    "$feature/new-nav": "test",
  }),
  event(2, "2026-01-05T10:05:00Z", "anon-1", "signup", {
    plan: "free",
    $session_id: "s1",
  }),
  event(3, "2026-01-05T10:06:00Z", "ann", "$identify", {
    $anon_distinct_id: "anon-1",
    $set: { email: "ann@x.cz", age: 30 },
  }),
  event(4, "2026-01-06T23:30:00Z", "ann", "purchase", {
    plan: "paid",
    amount: 99.5,
    is_paid: true,
    due: "2026-02-01T12:00:00Z",
    $groups: { company: "c1" },
  }),
  event(5, "2026-01-05T11:00:00Z", "bob", "visit", {
    plan: "paid",
    amount: 20,
    $set: { email: "bob@x.cz" },
  }),
  event(6, "2026-01-05T11:00:10Z", "bob", "purchase", {
    amount: 5,
    $session_id: "s2",
  }),
  event(7, "2026-01-05T11:00:30Z", "bob", "$pageview", {
    $session_id: "s2",
    $current_url: "https://ex.com/pricing",
  }),
  event(8, "2026-01-05T12:00:00Z", "bob", "signup"),
  event(9, "2026-01-07T09:00:00Z", "cyd", "visit", { plan: null, amount: 7 }),
  event(10, "2026-01-07T09:00:30Z", "cyd", "signup"),
  event(11, "2026-01-20T09:00:00Z", "cyd", "purchase", { amount: 1 }),
];

/** The company that Ann buys for. */
export const GOLDEN_GROUP: Record<string, unknown> = event(
  12,
  "2026-01-01T00:00:00Z",
  "ann",
  "$groupidentify",
  {
    $group_type: "company",
    $group_key: "c1",
    $group_set: { name: "Acme", seats: 3 },
  },
);
