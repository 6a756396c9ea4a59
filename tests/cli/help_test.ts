/**
 * Every `--help`, as one file a person can read: `help.txt`.
 * `deno test -A tests/cli/help_test.ts -- --update` writes it anew.
 */

import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../cli/commands.ts";
import { cli } from "./command_line.ts";

const FILE = new URL("./help.txt", import.meta.url);

Deno.test("--help of the program and every command is what help.txt shows", async () => {
  const lines = [
    "",
    ...COMMANDS.map(({ name }) => `${name} `),
    "run identify_power_users ",
  ];
  let text = "";
  for (const line of lines) {
    const call = await cli(`${line}--help`.split(" "));
    assertEquals([call.code, call.stderr], [0, ""], line);
    text += `$ deno task cli ${line}--help\n${call.stdout}\n`;
  }
  if (Deno.args.includes("--update")) await Deno.writeTextFile(FILE, text);
  assertEquals(text, await Deno.readTextFile(FILE));
});
