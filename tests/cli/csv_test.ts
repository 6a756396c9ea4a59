import { assertEquals } from "@std/assert";
import { toCsv } from "../../cli/csv.ts";

Deno.test("toCsv() gives no cell that a spreadsheet would run", () => {
  const hostile = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1"];
  for (const text of hostile) {
    const [, line = ""] = toCsv([{ text }]).split("\n", 2);
    assertEquals(line.replace(/^"/, "")[0], "'", JSON.stringify(text));
  }
});

Deno.test("toCsv() leaves numbers alone, also those written as text", () => {
  assertEquals(
    toCsv([{ a: -5, b: "-5", c: "+1.5e3", d: 0.1 }]),
    "a,b,c,d\r\n-5,-5,+1.5e3,0.1\r\n",
  );
});

Deno.test("toCsv() guards column names and quotes what needs it", () => {
  assertEquals(
    toCsv([{ "=a": 'x,"y"', b: null, c: [1, 2] }]),
    '\'=a,b,c\r\n"x,""y""",,"[1,2]"\r\n',
  );
});

Deno.test("toCsv() writes the header of an empty answer", () => {
  assertEquals(toCsv([], ["event", "count"]), "event,count\r\n");
});
