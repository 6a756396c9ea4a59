import { type JsonValue, literal } from "../../templates/mod.ts";
import { assert, assertEquals } from "@std/assert";

function evaluate(source: string): JsonValue {
  return new Function(`return (${source});`)();
}

const VALUES: readonly JsonValue[] = [
  null,
  true,
  -0,
  1.5e300,
  "",
  'it\'s "quoted" `here` \\ ${x} {{x}} {x}',
  "line\nbreak\r\ttab\u0000nul\u2028\u2029",
  "\ud800 lone",
  "\u202eevil\u202c zero\u200bwidth",
  "</script><!-- -->",
  "👩‍👩‍👧 é",
  [],
  {},
  [1, [2, [3]]],
  { a: { b: [{ c: null }] }, "key with space": 1, 'quote"d': "x" },
  "x".repeat(1_000_000),
];

Deno.test("literal() means exactly the value", () => {
  for (const value of VALUES) {
    assertEquals(evaluate(literal(value)), value);
  }
  assert(Object.is(evaluate(literal(-0)), -0));
});

Deno.test("literal() keeps __proto__ an own key", () => {
  const value = JSON.parse('{"a":{"__proto__":{"polluted":1}}}');
  const read = evaluate(literal(value));
  assertEquals(JSON.stringify(read), JSON.stringify(value));
});

Deno.test("literal() writes nothing a reader could not see", () => {
  const hidden = "\u202e\u2066\u200b\u00ad\u00a0\ufeff\u0000\u001b\u3164\u2028";
  const source = literal(`${hidden}${String.fromCodePoint(0xe0041)}`);
  assert(/^[\x20-\x7e]*$/.test(source), source);
});

Deno.test("literal() leaves letters of every script as they are", () => {
  assertEquals(literal("naïve 東京 Привет 🎉"), '"naïve 東京 Привет 🎉"');
});

Deno.test("literal() writes equal objects alike whatever their order within", () => {
  assertEquals(
    literal({ p: { b: 1, a: 2 } }),
    literal({ p: { a: 2, b: 1 } }),
  );
});

Deno.test("literal() breaks what is too long for one line", () => {
  assertEquals(
    literal({ event: "a".repeat(60), days: 30 }),
    `{\n  event: "${"a".repeat(60)}",\n  days: 30,\n}`,
  );
});
