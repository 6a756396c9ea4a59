/**
 * Text, numbers and arrays.
 *
 * @module
 */

import { type Golden, one } from "./golden.ts";

/** Text. */
export const STRINGS: readonly Golden[] = [
  [
    "joining",
    "SELECT concat('a', 1, null, 'b'), 'a' || 'b' || toString(1)",
    one("a1b", "ab1"),
  ],
  [
    "names of languages",
    "SELECT languageCodeToName('pt'), languageCodeToName('zh'), languageCodeToName('xx'), languageCodeToName(null)",
    one("Portuguese", "Chinese", "Unknown", "Unknown"),
  ],
  ["template text", "SELECT f'{1 + 1} apples'", one("2 apples")],
  [
    "cases",
    "SELECT upper('é'), lowerUTF8('É'), length('é'), lengthUTF8('é')",
    one("é", "é", 2, 1),
  ],
  [
    "cutting",
    "SELECT substring('hello', 2, 3), left('hello', 2), right('hello', 2), split_part('a-b-c', '-', 2)",
    one("ell", "he", "lo", "b"),
  ],
  [
    "trimming",
    "SELECT trim('  x '), trim(LEADING 'a' FROM 'aab'), rtrim('abb', 'b'), btrim('xax', 'x')",
    one("x", "b", "a", "a"),
  ],
  [
    "replacing",
    "SELECT replaceAll('aXbX', 'X', '-'), replaceRegexpAll('a1b22', '[0-9]+', '#'), replaceOne('aa', 'a', 'b')",
    one("a-b-", "a#b#", "ba"),
  ],
  [
    "the ten operators",
    "SELECT 'kala' = 'kala', 'kala' =~ 'k', 'kala' =~ 'K', 'kala' =~* 'K', 'kala' !~ 'k', 'kala' !~* 'K', 'kala' LIKE '%la', 'kala' ILIKE '%LA', 'kala' NOT LIKE 'ka%', 'kala' != 'kala'",
    one(1, 1, 0, 1, 0, 0, 1, 1, 0, 0),
  ],
  [
    "searching",
    "SELECT position('hello', 'l'), startsWith('hello', 'he'), endsWith('hello', 'lo'), match('abc', 'b')",
    one(3, 1, 1, 1),
  ],
  [
    "splitting",
    "SELECT splitByChar(',', 'a,b'), splitByString('--', 'a--b'), extractAll('a1b2', '[0-9]')",
    one(["a", "b"], ["a", "b"], ["1", "2"]),
  ],
  [
    "URLs",
    "SELECT domain('https://www.ex.com/a?b=1#c'), path('https://ex.com/a?b=1'), extractURLParameter('https://ex.com/?b=1', 'b'), domainWithoutWWW('https://www.ex.com/')",
    one("www.ex.com", "/a", "1", "ex.com"),
  ],
  [
    "hashes",
    "SELECT md5('a'), hex('a'), base64Encode('a')",
    one("0CC175B9C0F1B6A831C399E269772661", "61", "YQ=="),
  ],
  [
    "quotes survive",
    "SELECT 'it''s', 'a\\\\b', 'tab\\there'",
    one("it's", "a\\b", "tab\there"),
  ],
  [
    "versions are sorted as versions",
    "SELECT sortableSemVer('1.10.2') > sortableSemVer('1.9.9')",
    one(1),
  ],
  [
    "padding",
    "SELECT lpad('7', 3, '0'), repeat('ab', 2), reverse('abc')",
    one("007", "abab", "cba"),
  ],
  ["emptiness", "SELECT empty(''), notEmpty('x'), length('')", one(1, 1, 0)],
];

/** Numbers and conversions. */
export const NUMBERS: readonly Golden[] = [
  [
    "division is never whole",
    "SELECT 7 / 2, intDiv(7, 2), 7 % 4, -7 % 4",
    one(3.5, 3, 3, -3),
  ],
  [
    "division by zero",
    "SELECT 1 / 0, intDivOrZero(1, 0), 0 / 0",
    one(null, 0, null),
  ],
  [
    "rounding",
    "SELECT round(2.567, 2), floor(2.9), ceil(2.1), abs(-3)",
    one(2.57, 2, 3, 3),
  ],
  [
    "text to numbers",
    "SELECT toInt('12'), toInt('x'), toFloat('1.5'), toFloat('x'), toIntOrZero('x'), toFloatOrZero('x')",
    one(12, null, 1.5, null, 0, 0),
  ],
  [
    "casts",
    "SELECT CAST('12' AS Int64), '1.5'::Float, toString(12), 5::String",
    one(12, 1.5, "12", "5"),
  ],
  [
    "big numbers keep their digits",
    "SELECT toString(9007199254740993), toString(0.1)",
    one("9007199254740993", "0.1"),
  ],
  ["least and greatest", "SELECT least(3, 1, 2), greatest(3, 1, 2)", one(1, 3)],
  [
    "powers and logarithms",
    "SELECT pow(2, 10), sqrt(9), exp2(3), log10(1000)",
    one(1024, 3, 8, 3),
  ],
  [
    "truth values",
    "SELECT true AND false, true OR false, NOT true, true",
    one(false, true, false, true),
  ],
  [
    "conditions",
    "SELECT if(1 > 2, 'a', 'b'), multiIf(0, 1, 1, 2, 3), 2 > 1 ? 'yes' : 'no'",
    one("b", 2, "yes"),
  ],
  [
    "CASE",
    "SELECT CASE WHEN 1 = 2 THEN 'a' WHEN 1 = 1 THEN 'b' ELSE 'c' END, CASE 3 WHEN 1 THEN 'x' WHEN 3 THEN 'z' ELSE 'y' END, CASE WHEN 1 = 2 THEN 1 END",
    one("b", "z", null),
  ],
  [
    "operators as functions",
    "SELECT plus(1, 2), minus(5, 3), multiply(2, 3), equals(1, 1), and(1, 0), or(1, 0), not(0)",
    one(3, 2, 6, 1, 0, 1, 1),
  ],
  [
    "transform",
    "SELECT transform(2, [1, 2], ['one', 'two'], 'many')",
    one("two"),
  ],
];

/** Arrays, tuples and lambdas. */
export const ARRAYS: readonly Golden[] = [
  [
    "maps, and the parts of maps",
    "SELECT sumMap([1, 2], [3, 4]), sumMap(map('a', 1)), maxMap(['x'], [7])",
    one([[1, 2], [3, 4]], { a: 1 }, [["x"], [7]]),
  ],
  [
    "states are merged",
    "SELECT sumForEachMerge(s), countMerge(c) FROM (SELECT sumForEachState([1, number]) AS s, countState() AS c FROM numbers(3))",
    one([3, 3], 3),
  ],
  [
    "exact conversions",
    "SELECT _toInt64('5') + 1, _toUInt64(7), _toDate('2024-02-29')",
    one(6, 7, "2024-02-29"),
  ],
  [
    "elements count from one, and from the end",
    "SELECT [1, 2, 3][1], [1, 2, 3][-1], (1, 'a').2",
    one(1, 3, "a"),
  ],
  [
    "slices",
    "SELECT [1, 2, 3, 4][2:3], arraySlice([1, 2, 3, 4], 2, 2)",
    one([2, 3], [2, 3]),
  ],
  [
    "lambdas",
    "SELECT arrayMap(x -> x * 2, [1, 2]), arrayFilter(x -> x > 1, [1, 2]), arrayMap((x, y) -> x + y, [1, 2], [10, 20])",
    one([2, 4], [2], [11, 22]),
  ],
  [
    "questions about arrays",
    "SELECT has([1, 2], 2), hasAny([1], [2]), length([1, 2]), indexOf([5, 6], 6), arrayExists(x -> x = 2, [1, 2]), arrayAll(x -> x > 1, [1, 2])",
    one(1, 0, 2, 2, 1, 0),
  ],
  [
    "sorting",
    "SELECT arraySort([3, 1, 2]), arraySort(x -> -x, [3, 1, 2]), arrayReverse([1, 2])",
    one([1, 2, 3], [3, 2, 1], [2, 1]),
  ],
  [
    "sums and averages",
    "SELECT arraySum([1, 2]), arrayAvg([1, 2]), arrayMax([1, 3]), arrayCount(x -> x > 1, [1, 2, 3])",
    one(3, 1.5, 3, 2),
  ],
  [
    "ranges",
    "SELECT range(3), range(1, 4), generateSeries(1, 3)",
    one([0, 1, 2], [1, 2, 3], [1, 2, 3]),
  ],
  [
    "joining and splitting",
    "SELECT arrayStringConcat(['a', 'b'], ','), arrayConcat([1], [2]), arrayDistinct([1, 1])",
    one("a,b", [1, 2], [1]),
  ],
  ["one row per element", "SELECT arrayJoin([1, 2]) AS x", [[1], [2]]],
  [
    "ARRAY JOIN",
    "SELECT n, x FROM (SELECT 1 AS n, ['a', 'b'] AS xs) ARRAY JOIN xs AS x",
    [[1, "a"], [1, "b"]],
  ],
  [
    "LEFT ARRAY JOIN keeps rows without elements",
    "SELECT n, x FROM (SELECT 1 AS n, emptyArray AS xs FROM (SELECT arrayFilter(y -> y > 9, [1]) AS emptyArray)) LEFT ARRAY JOIN xs AS x",
    [[1, 0]],
  ],
  [
    "ARRAY JOIN of an alias",
    "SELECT [1, 2] AS xs, x FROM numbers(1) ARRAY JOIN xs AS x",
    [[[1, 2], 1], [[1, 2], 2]],
  ],
  ["zip", "SELECT arrayZip([1, 2], ['a', 'b'])", one([[1, "a"], [2, "b"]])],
  [
    "tuples are compared element by element",
    "SELECT (1, 2) = (1, 2), (1, 'a') IN ((1, 'a'), (2, 'b'))",
    one(1, 1),
  ],
];
