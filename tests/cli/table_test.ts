import { assert, assertEquals, assertFalse } from "@std/assert";
import { width } from "../../cli/cell.ts";
import { drawTable } from "../../cli/table.ts";

const plain = (_style: string, text: string) => text;

Deno.test("drawTable() never draws a line wider than the terminal", () => {
  const rows = [
    { name: "Jiří Novák", city: "東京都千代田区丸の内一丁目", n: 12345678 },
    { name: "👩‍👩‍👧 family of three", city: "Łódź", n: 1 },
  ];
  for (const columns of [26, 30, 40, 60, 100]) {
    const { text } = drawTable(rows, { columns, style: plain });
    for (const line of text.trimEnd().split("\n")) {
      assert(width(line) <= columns, `${columns}: ${line}`);
    }
  }
});

Deno.test("drawTable() aligns columns after wide characters", () => {
  const { text, cut } = drawTable([{ a: "天地", n: 1 }, { a: "ab", n: 10 }], {
    columns: 80,
    style: plain,
  });
  assertEquals(text, "a      n\n────  ──\n天地   1\nab    10\n");
  assertFalse(cut);
});

Deno.test("drawTable() says that cells were cut", () => {
  const { text, cut } = drawTable([{ text: "x".repeat(50) }], {
    columns: 20,
    style: plain,
  });
  assert(cut);
  assert(text.includes(`${"x".repeat(19)}…`));
});

Deno.test("drawTable() turns rows into blocks where columns do not fit", () => {
  const row = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`column_${i}`, "some longer value"]),
  );
  const { text } = drawTable([row], { columns: 40, style: plain });
  assertEquals(text.split("\n")[1], "column_0   some longer value");
});

Deno.test("drawTable() shows what would move the cursor instead of doing it", () => {
  const { text } = drawTable(
    [{ "a\u001b[31m": "x\r\n\u202Ey\u0007" }],
    { columns: 80, style: plain },
  );
  // deno-lint-ignore no-control-regex
  assertFalse(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text));
  assert(text.includes("x\\r\\n\\u202ey\\u0007"));
});

Deno.test("drawTable() leaves cells whole where nobody looks", () => {
  const long = "y".repeat(500);
  const { text, cut } = drawTable([{ long }], { columns: null, style: plain });
  assert(text.includes(long));
  assertFalse(cut);
});
