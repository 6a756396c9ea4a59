import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { serveMessages, toolResults } from "../agent/messages_server.ts";
import { environment, words } from "./command_line.ts";

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Asks a question at a terminal (the `script` of util-linux opens one), types
 * the replies to what is asked back, and gives what the write came to.
 */
async function askAtTerminal(...replies: string[]) {
  await using server = serveMessages((_request, turn) =>
    turn > 0 ? { content: [{ type: "text", text: "Done." }] } : {
      content: replies.map((_, n) => ({
        type: "tool_use",
        name: "capture_event",
        input: { event: `noted_${n}`, distinct_id: "ada\u001b[2J" },
      })),
    }
  );
  const folder = await Deno.makeTempDir();
  const call = words(["ask", "Note it", "--audit", `${folder}/runs.jsonl`]);
  const child = new Deno.Command("script", {
    args: ["-qefc", call.map(quoted).join(" "), "/dev/null"],
    clearEnv: true,
    env: environment({
      ANTHROPIC_API_KEY: "test",
      ANTHROPIC_BASE_URL: server.url,
    }),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  let said = "";
  const typed = [...replies];
  for await (
    const piece of child.stdout.pipeThrough(new TextDecoderStream())
  ) {
    said += piece;
    const asked = said.split("[y/N] ").length - 1;
    if (asked > replies.length - typed.length) {
      const reply = typed.shift();
      await keyboard.write(new TextEncoder().encode(`${reply}\n`));
    }
  }
  const { code } = await child.status;
  await keyboard.close().catch(() => {});
  await Deno.remove(folder, { recursive: true });
  assertEquals(code, 0, said);
  const last = server.requests.at(-1);
  assert(last !== undefined);
  const kinds = toolResults(last).map(({ text }) =>
    JSON.parse(text).error?.kind ?? "written"
  );
  return { said, kinds };
}

Deno.test("ask asks at the terminal, one write after the other, and takes only a yes", async () => {
  const { said, kinds } = await askAtTerminal("y", "", "YES", "yes please");
  assertEquals(kinds, ["written", "write_denied", "written", "write_denied"]);
  assertStringIncludes(said, 'Record one event "noted_0" for the person');
  assert(!said.includes("\u001b[2J"), "data cannot move the cursor");
});
