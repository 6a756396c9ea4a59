import {
  defineTemplate,
  ParameterError,
  parseParameters,
  templates,
} from "../../templates/mod.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";

const template = defineTemplate({
  name: "sample",
  parameters: z.strictObject({
    days: z.int().min(1).max(365).default(30),
    ratio: z.number().default(0.5),
    deep: z.boolean().default(false),
    steps: z.array(z.string().min(1)).min(2).default(["a", "b"]),
    counts: z.array(z.int()).default([1]),
    interval: z.enum(["day", "week"]).default("day"),
    since: z.iso.date().nullable().default(null),
    event: z.string().min(1),
  }),
  script: "export default () => 1;",
});

function errorFor(given: Record<string, unknown>): ParameterError {
  return assertThrows(
    () => parseParameters(template, { event: "e", ...given }),
    ParameterError,
  );
}

Deno.test("parseParameters() fills in defaults, in the order of the definition", () => {
  assertEquals(Object.entries(parseParameters(template, { event: "e" })), [
    ["days", 30],
    ["ratio", 0.5],
    ["deep", false],
    ["steps", ["a", "b"]],
    ["counts", [1]],
    ["interval", "day"],
    ["since", null],
    ["event", "e"],
  ]);
});

Deno.test("parseParameters() reads texts as the types wanted", () => {
  const read = parseParameters(template, {
    days: "7",
    ratio: " 0.25 ",
    deep: "true",
    steps: "sign up, purchase",
    counts: "[1, 2]",
    event: "30",
    since: "2026-01-31",
  });
  assertEquals(read["days"], 7);
  assertEquals(read["ratio"], 0.25);
  assertEquals(read["deep"], true);
  assertEquals(read["steps"], ["sign up", "purchase"]);
  assertEquals(read["counts"], [1, 2]);
  assertEquals(read["event"], "30");
  assertEquals(read["since"], "2026-01-31");
});

Deno.test("ParameterError names field, expectation, finding and example", () => {
  const error = errorFor({ days: "soon" });
  assertEquals(error.field, "days");
  assertEquals(error.expected, "a whole number from 1 to 365");
  assertEquals(error.found, '"soon"');
  assertEquals(error.example, 30);
  assertEquals(
    error.message,
    'Cannot render "sample": parameter "days" must be a whole number from 1 to 365, got "soon" (for example 30)',
  );
});

Deno.test("ParameterError says what is expected of each kind of parameter", () => {
  const cases: readonly [Record<string, unknown>, string, string][] = [
    [{ days: 0 }, "days", "a whole number from 1 to 365"],
    [{ days: 1.5 }, "days", "a whole number from 1 to 365"],
    [{ ratio: NaN }, "ratio", "a number"],
    [{ ratio: Infinity }, "ratio", "a number"],
    [{ deep: "perhaps" }, "deep", "true or false"],
    [
      { steps: "one" },
      "steps",
      "a list of at least 2 items, each a text that is not empty",
    ],
    [{ steps: ["a", 3] }, "steps[1]", "a text that is not empty"],
    [{ interval: "year" }, "interval", 'one of "day", "week"'],
    [{ since: "2026-02-30" }, "since", "a date YYYY-MM-DD, or null"],
    [{ event: undefined }, "event", "a text that is not empty"],
    [{ event: new Date() }, "event", "a text that is not empty"],
  ];
  for (const [given, field, expected] of cases) {
    const error = errorFor(given);
    assertEquals([error.field, error.expected], [field, expected]);
  }
});

Deno.test("ParameterError names the nearest parameter to an unknown one", () => {
  const error = errorFor({ day: 3 });
  assertEquals(error.field, "day");
  assertEquals(error.expected.endsWith('(did you mean "days"?)'), true);
  errorFor(JSON.parse('{"__proto__": 1}'));
});

Deno.test("parseParameters() keeps every key of an object, and refuses what JSON cannot carry", () => {
  const query = templates.get("hogql_query");
  const values = JSON.parse('{"__proto__": {"a": 1}, "b": "2"}');
  assertEquals(
    JSON.stringify(parseParameters(query, { values })["values"]),
    JSON.stringify(values),
  );
  assertEquals(parseParameters(query, { values: '{"a":1}' })["values"], {
    a: 1,
  });
  let deep: unknown = 1;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const refused = [{ a: deep }, { a: 1n }, { a: undefined }, [1], "[1]", 5];
  for (const values of refused) {
    const error = assertThrows(
      () => parseParameters(query, { values }),
      ParameterError,
    );
    assertEquals(error.field, "values");
  }
});
