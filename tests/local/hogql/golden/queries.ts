/**
 * Sub-queries, joins, sets, windows and tags.
 *
 * @module
 */

import { type Golden, one } from "./golden.ts";

/** Sub-queries, CTEs, joins and sets. */
export const QUERIES: readonly Golden[] = [
  [
    "grouped and ordered by all there is",
    "SELECT number % 2 AS a, count() FROM numbers(5) GROUP BY ALL ORDER BY ALL DESC",
    [[1, 2], [0, 3]],
  ],
  [
    "a sub-query in FROM",
    "SELECT max(c) FROM (SELECT event, count() AS c FROM events GROUP BY event)",
    one(3),
  ],
  [
    "CTEs see those before them",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT y FROM b",
    one(2),
  ],
  [
    "a CTE hides a table",
    "WITH events AS (SELECT 1 AS x) SELECT x FROM events",
    one(1),
  ],
  [
    "a CTE that reads the table it hides",
    "WITH events AS (SELECT event FROM events WHERE event = 'visit') SELECT count() FROM events",
    one(3),
  ],
  ["a CTE that is a value", "WITH 5 AS five SELECT five + 1", one(6)],
  [
    "a CTE in IN",
    "WITH wanted AS (SELECT 'visit') SELECT count() FROM events WHERE event IN wanted",
    one(3),
  ],
  [
    "CTEs reach all of a UNION",
    "WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT x + 1 FROM a",
    [[1], [2]],
  ],
  [
    "UNION DISTINCT",
    "SELECT count() FROM (SELECT 1 AS x UNION DISTINCT SELECT 1)",
    one(1),
  ],
  [
    "INTERSECT and EXCEPT",
    "SELECT (SELECT count() FROM (SELECT number FROM numbers(5) INTERSECT SELECT number FROM numbers(3))), (SELECT count() FROM (SELECT number FROM numbers(5) EXCEPT SELECT number FROM numbers(3)))",
    one(3, 2),
  ],
  [
    "a LEFT JOIN fills with defaults, as PostHog does",
    "SELECT a.x, b.y FROM (SELECT 1 AS x) AS a LEFT JOIN (SELECT 2 AS x, 'q' AS y) AS b ON a.x = b.x",
    one(1, ""),
  ],
  [
    "USING",
    "SELECT a.x, b.y FROM (SELECT 1 AS x) AS a JOIN (SELECT 1 AS x, 'q' AS y) AS b USING (x)",
    one(1, "q"),
  ],
  [
    "a CROSS JOIN",
    "SELECT count() FROM numbers(2) AS a CROSS JOIN numbers(3) AS b",
    one(6),
  ],
  [
    "a value from a sub-query",
    "SELECT (SELECT max(number) FROM numbers(4)) + 1",
    one(4),
  ],
  [
    "aliases are known in WHERE, GROUP BY and ORDER BY",
    "SELECT number % 2 AS parity, count() AS c FROM numbers(5) WHERE parity < 5 GROUP BY parity ORDER BY c DESC",
    [[0, 3], [1, 2]],
  ],
  [
    "an alias that is the name of a table",
    "SELECT distinct_id, count() AS events FROM events GROUP BY distinct_id HAVING events > 3 ORDER BY distinct_id",
    [["bob", 4]],
  ],
  [
    "an alias that is the name of a column",
    "SELECT upper(event) AS event FROM events WHERE event = 'VISIT' AND events.event = 'visit' LIMIT 1",
    one("VISIT"),
  ],
  [
    "positions in GROUP BY and ORDER BY",
    "SELECT number % 2, count() FROM numbers(3) GROUP BY 1 ORDER BY 2 DESC",
    [[0, 2], [1, 1]],
  ],
  ["DISTINCT", "SELECT DISTINCT number % 2 AS x FROM numbers(5) ORDER BY x", [[
    0,
  ], [1]]],
  [
    "LIMIT BY",
    "SELECT number % 2 AS x, number FROM numbers(6) ORDER BY number LIMIT 1 BY x",
    [[0, 0], [1, 1]],
  ],
  [
    "WITH TIES",
    "SELECT intDiv(number, 2) AS x FROM numbers(6) ORDER BY x LIMIT 1 WITH TIES",
    [[0], [0]],
  ],
  [
    "the star of a sub-query",
    "SELECT * FROM (SELECT 1 AS a, 2 AS b)",
    one(1, 2),
  ],
  [
    "the star of one of two",
    "SELECT b.* FROM (SELECT 1 AS x) AS a JOIN (SELECT 1 AS x, 3 AS z) AS b ON a.x = b.x",
    one(1, 3),
  ],
  [
    "a table twice, under two names",
    "SELECT count() FROM events a JOIN events b ON a.uuid = b.uuid",
    one(11),
  ],
  [
    "columns with the same name",
    "SELECT 1 AS a, event, event FROM events WHERE uuid = {uuid:1}",
    one(1, "visit", "visit"),
  ],
  [
    "a column of a sub-query called by its text",
    "SELECT `count()` FROM (SELECT count() FROM numbers(3))",
    one(3),
  ],
  ["WITH FILL", "SELECT number * 2 AS x FROM numbers(2) ORDER BY x WITH FILL", [
    [0],
    [1],
    [2],
  ]],
  [
    "the long names of tables",
    "SELECT count(posthog.events.event), (SELECT count(system.cohorts.name) FROM system.cohorts) FROM posthog.events",
    one(11, 0),
  ],
  ["SAMPLE of everything", "SELECT count() FROM events SAMPLE 1", one(11)],
];

/** Window functions. */
export const WINDOWS: readonly Golden[] = [
  [
    "row numbers",
    "SELECT number, row_number() OVER (ORDER BY number DESC) AS n FROM numbers(3) ORDER BY number",
    [[0, 3], [1, 2], [2, 1]],
  ],
  [
    "the row before is NULL at the beginning",
    "SELECT number, lag(number) OVER (ORDER BY number) FROM numbers(3) ORDER BY number",
    [[0, null], [1, 0], [2, 1]],
  ],
  [
    "the row after, with a default",
    "SELECT lead(number, 1, 99) OVER (ORDER BY number) FROM numbers(2) ORDER BY number",
    [[1], [99]],
  ],
  [
    "running totals",
    "SELECT sum(number) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM numbers(3) ORDER BY number",
    [[0], [1], [3]],
  ],
  [
    "parts",
    "SELECT number, count() OVER (PARTITION BY number % 2) FROM numbers(3) ORDER BY number",
    [[0, 2], [1, 1], [2, 2]],
  ],
  [
    "a named window",
    "SELECT rank() OVER w FROM numbers(2) WINDOW w AS (ORDER BY number DESC) ORDER BY number",
    [[2], [1]],
  ],
  [
    "shares of a total",
    "SELECT number / sum(number) OVER () FROM numbers(3) WHERE number > 0 ORDER BY number",
    [[1 / 3], [2 / 3]],
  ],
  [
    "the next event of a person",
    "SELECT event, first_value(event) OVER (PARTITION BY distinct_id ORDER BY timestamp ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) FROM events WHERE distinct_id = 'cyd' ORDER BY timestamp",
    [["visit", "signup"], ["signup", "purchase"], ["purchase", ""]],
  ],
];

/** What PostHog's screens show. */
export const TAGS: readonly Golden[] = [
  [
    "a sparkline",
    "SELECT sparkline([1, 2])",
    one(["__hx_tag", "Sparkline", "data", [1, 2]]),
  ],
  [
    "a list of objects that differ",
    "SELECT <Sparkline data={[{'name': 'a', 'values': [1]}, {'values': [2]}]} />",
    one([
      "__hx_tag",
      "Sparkline",
      "data",
      [
        ["__hx_tag", "__hx_obj", "name", "a", "values", [1]],
        ["__hx_tag", "__hx_obj", "values", [2]],
      ],
    ]),
  ],
  [
    "a tag",
    "SELECT <a href={'x'}>text</a>",
    one(["__hx_tag", "a", "href", "x", "children", ["text"]]),
  ],
  ["an object", "SELECT {'k': 1}", one(["__hx_tag", "__hx_obj", "k", 1])],
];
