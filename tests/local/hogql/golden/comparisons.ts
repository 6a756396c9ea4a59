/**
 * What comparisons and properties give.
 *
 * @module
 */

import { type Golden, one } from "./golden.ts";

/** Comparisons are true or false, never NULL. */
export const NULLS: readonly Golden[] = [
  [
    "NULL equals nothing but NULL",
    "SELECT null = 2, null = null, null != 2, null != null",
    one(0, 1, 1, 0),
  ],
  [
    "order with NULL is false",
    "SELECT null < 1, null <= 1, null > 1, null >= 1",
    one(0, 0, 0, 0),
  ],
  [
    "LIKE with NULL",
    "SELECT null like 'x', null not like 'x', null ilike null, null not ilike null",
    one(0, 1, 1, 0),
  ],
  [
    "regular expressions with NULL",
    "SELECT toNullable('a') =~ 'a', nullIf('a', 'a') =~ 'a', nullIf('a', 'a') !~ 'a'",
    one(1, 0, 1),
  ],
  [
    "BETWEEN with NULL is false",
    "SELECT nullIf(1, 1) BETWEEN 0 AND 2, toNullable(1) BETWEEN 0 AND 2",
    one(0, 1),
  ],
  [
    "NOT BETWEEN",
    "SELECT 5 NOT BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3",
    one(1, 0),
  ],
  [
    "two unknowns that are both NULL are equal",
    "SELECT nullIf(1, 1) = nullIf(2, 2), nullIf(1, 1) != nullIf(2, 2)",
    one(1, 0),
  ],
  [
    "one unknown that is NULL is not equal",
    "SELECT nullIf(1, 1) = toNullable(2), nullIf(1, 1) != toNullable(2)",
    one(0, 1),
  ],
  ["IS NULL", "SELECT nullIf(1, 1) IS NULL, 1 IS NOT NULL", one(1, 1)],
  [
    "IS DISTINCT FROM is never NULL",
    "SELECT null IS DISTINCT FROM 1, null IS NOT DISTINCT FROM null",
    one(1, 1),
  ],
  [
    "NULL is found in a list with NULL",
    "SELECT nullIf(1, 1) IN (1, null), nullIf(1, 1) IN (1, 2), nullIf(1, 1) NOT IN (1, 2)",
    one(1, 0, 1),
  ],
  [
    "a missing property is not equal to a value, and != keeps it",
    "SELECT countIf(properties.plan = 'free'), countIf(properties.plan != 'free'), count() FROM events",
    one(2, 9, 11),
  ],
  [
    "a property that is null counts as missing",
    "SELECT count() FROM events WHERE event = 'visit' AND properties.plan IS NULL",
    one(1),
  ],
  [
    "coalesce and ??",
    "SELECT null ?? 1, coalesce(null, null, 3), ifNull(null, 'x'), nullIf('a', 'a')",
    one(1, 3, "x", null),
  ],
  ["?? binds weaker than comparison", "SELECT null ?? 1 = 1", one(1)],
  [
    "NULL in conditions counts as false",
    "SELECT if(null, 1, 2), count() FROM events WHERE null",
    one(2, 0),
  ],
];

/** Properties and their types. */
export const PROPERTIES: readonly Golden[] = [
  [
    "text comes without quotes",
    "SELECT properties.plan FROM events WHERE uuid = {uuid:1}",
    one("free"),
  ],
  [
    "brackets, dots and backticks mean the same",
    "SELECT properties.plan, properties['plan'], properties.`plan`, events.properties.plan FROM events WHERE uuid = {uuid:1}",
    one("free", "free", "free", "free"),
  ],
  [
    "a number by its definition",
    "SELECT properties.amount, properties.amount * 2 FROM events WHERE uuid = {uuid:4}",
    one(99.5, 199),
  ],
  [
    "sums of a numeric property",
    "SELECT sum(properties.amount), max(properties.amount), count(properties.amount) FROM events",
    one(142.5, 99.5, 6),
  ],
  [
    "a numeric property compared with a number",
    "SELECT count() FROM events WHERE properties.amount > 9",
    one(3),
  ],
  [
    "numbers and texts alike are converted",
    "SELECT toFloatOrZero(properties.amount), toIntOrZero(properties.plan), toFloat(properties.amount) FROM events WHERE uuid = {uuid:4}",
    one(99.5, 0, 99.5),
  ],
  [
    "a truth value by its definition",
    "SELECT countIf(properties.is_paid = true), countIf(properties.is_paid = false), countIf(properties.is_paid IS NULL) FROM events",
    one(1, 1, 9),
  ],
  [
    "a time by its definition",
    "SELECT properties.due > toDateTime('2026-01-31 00:00:00') FROM events WHERE uuid = {uuid:4}",
    one(1),
  ],
  [
    "a path into an object",
    "SELECT properties.nested.a.b, properties['nested']['a']['b'] FROM events WHERE uuid = {uuid:1}",
    one("deep", "deep"),
  ],
  [
    "lists count from one",
    "SELECT properties.nested.list[1].c, properties.nested.list.2.c FROM events WHERE uuid = {uuid:1}",
    one("1", "2"),
  ],
  [
    "a list is its JSON",
    "SELECT properties.tags FROM events WHERE uuid = {uuid:1}",
    one('["x","y"]'),
  ],
  [
    "an empty text is not missing",
    "SELECT properties.empty, properties.empty IS NULL, properties.nothing IS NULL FROM events WHERE uuid = {uuid:1}",
    one("", 0, 1),
  ],
  [
    "escapes inside text stay, as in PostHog",
    "SELECT properties.quote FROM events WHERE uuid = {uuid:1}",
    one('he said \\"hi\\"'),
  ],
  [
    "JSONExtractString decodes them",
    "SELECT JSONExtractString(properties, 'quote') FROM events WHERE uuid = {uuid:1}",
    one('he said "hi"'),
  ],
  [
    "text with quotes is compared as it is shown",
    `SELECT count() FROM events WHERE properties.quote = 'he said \\\\"hi\\\\"'`,
    one(1),
  ],
  [
    "JSONExtract with a type",
    "SELECT JSONExtract(properties, 'tags', 'Array(String)')[2], JSONExtractInt(properties, 'amount') FROM events WHERE uuid = {uuid:1}",
    one("y", 10),
  ],
  [
    "keys of an object",
    "SELECT has(JSONExtractKeys(properties), 'plan') FROM events WHERE uuid = {uuid:1}",
    one(1),
  ],
  [
    "IN with texts",
    "SELECT count() FROM events WHERE properties.plan IN ('free', 'paid')",
    one(4),
  ],
  [
    "NOT IN keeps what is missing",
    "SELECT count() FROM events WHERE properties.plan NOT IN ('free', 'paid')",
    one(7),
  ],
  [
    "LIKE on a property",
    "SELECT count() FROM events WHERE properties.$current_url LIKE '%/pricing%'",
    one(1),
  ],
  [
    "a name with a slash",
    "SELECT properties['$feature/new-nav'], properties.`$feature/new-nav` FROM events WHERE uuid = {uuid:1}",
    one("test", "test"),
  ],
  [
    "grouping by a property",
    "SELECT properties.plan AS plan, count() FROM events GROUP BY plan ORDER BY plan",
    [["free", 2], ["paid", 2], [null, 7]],
  ],
];
