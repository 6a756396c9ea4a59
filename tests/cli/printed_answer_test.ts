import { assertEquals } from "@std/assert";
import { printAnswer } from "../../cli/answer.ts";
import type { Screen } from "../../cli/terminal.ts";

/** What a person reads on stdout. */
function printed(value: unknown): string {
  let text = "";
  const screen: Screen = {
    isTerminal: false,
    columns: null,
    style: (_style, text) => text,
    write: (piece) => text += piece,
  };
  const terminal = { stdout: screen, stderr: screen };
  printAnswer(terminal, "table", { document: value, value });
  return text;
}

Deno.test("rows come first, then what is said beside them, then further lists", () => {
  const text = printed({
    pages: [{ page: "/", views: 2 }],
    rows: [{ day: "Monday" }],
    first_day: "2026-11-23",
    files: [],
  });
  assertEquals(
    text,
    [
      "day\n──────\nMonday\n",
      "first_day  2026-11-23\nfiles      []\n",
      "pages\npage  views\n────  ─────\n/         2\n",
    ].join("\n"),
  );
});

Deno.test("a value that is no table is printed too", () => {
  assertEquals(printed({ captured: 1 }), "captured  1\n");
  assertEquals(printed({ days: [{ n: 1 }] }), "days\nn\n─\n1\n");
  assertEquals(printed([]), "No rows\n");
  assertEquals(printed(3), "3\n");
});
