import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Failure } from "../../cli/failure.ts";
import { type Flag, parseFlags } from "../../cli/flags.ts";

const FLAGS: readonly Flag[] = [
  { name: "days", type: "string", summary: "How far back" },
  { name: "step", type: "string", repeatable: true, summary: "A step" },
  { name: "format", type: "string", choices: ["table", "json"], summary: "" },
  { name: "quiet", type: "boolean", short: "q", summary: "Say nothing" },
];

Deno.test("parseFlags() keeps words, values and repeated values in order", () => {
  const flags = parseFlags(
    ["a", "--step", "x", "--days=7", "b", "--step=y", "-q"],
    FLAGS,
  );
  assertEquals(flags.words, ["a", "b"]);
  assertEquals(flags.text("days"), "7");
  assertEquals(flags.all("step"), ["x", "y"]);
  assertEquals(flags.bool("quiet"), true);
});

Deno.test("parseFlags() takes a value as it is, dashes, spaces and all", () => {
  const hostile = "--'); DROP TABLE events; --";
  assertEquals(parseFlags([`--days=${hostile}`], FLAGS).text("days"), hostile);
  assertEquals(parseFlags(["--days", "-5"], FLAGS).text("days"), "-5");
  assertEquals(parseFlags(["--", "--days"], FLAGS).words, ["--days"]);
});

Deno.test("parseFlags() takes --no-x for a boolean flag", () => {
  assertEquals(parseFlags(["--no-quiet"], FLAGS).bool("quiet"), false);
  assertEquals(parseFlags([], FLAGS).bool("quiet"), undefined);
});

const REFUSED: readonly (readonly [string[], string, string?])[] = [
  [["--dyas", "7"], 'Unknown flag "--dyas"', 'Did you mean "--days"?'],
  [["-x"], 'Unknown flag "-x"'],
  [["--days"], 'Flag "--days" needs a value'],
  [["--days", "--quiet"], 'Flag "--days" needs a value'],
  [["--quiet=yes"], 'Flag "--quiet" takes no value, got "yes"'],
  [["--days", "1", "--days", "2"], "was given 2 times"],
  [["--format", "jsn"], "must be table | json", 'Did you mean "json"?'],
  [["--no-days"], 'Unknown flag "--no-days"'],
];

for (const [args, message, next] of REFUSED) {
  Deno.test(`parseFlags() refuses ${args.join(" ")}`, () => {
    const failure = assertThrows(() => parseFlags(args, FLAGS), Failure);
    assertStringIncludes(failure.message, message);
    assertEquals(failure.exitCode, 2);
    if (next !== undefined) assertStringIncludes(failure.next.join("\n"), next);
  });
}
