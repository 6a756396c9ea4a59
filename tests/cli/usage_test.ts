import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT_MEANINGS } from "../../cli/exit_code.ts";
import { cli, command } from "./command_line.ts";

const REFUSED: readonly (readonly [string[], number, ...string[]])[] = [
  [["dmeo"], 2, 'Unknown command "dmeo"', 'Did you mean "demo"?'],
  [["local", "srve"], 2, 'Unknown command "local srve"'],
  [["run"], 2, "needs the name of a template"],
  [
    ["run", "identify_power_user"],
    2,
    'Unknown template "identify_power_user"',
    'Did you mean "identify_power_users"?',
  ],
  [
    ["run", "identify_power_users", "--dayz", "3"],
    2,
    'Unknown flag "--dayz"',
    'Did you mean "--days"?',
  ],
  [
    ["run", "identify_power_users", "--days", "soon"],
    2,
    'parameter "days" must be a whole number',
    'got "soon"',
  ],
  [["run", "hogql_query", "--params", "{"], 2, "must be JSON"],
  [["query", ""], 2, "The HogQL query is empty"],
  [["query", "SELECT 1", "--timeout", "soon"], 2, "length of time"],
  [["local", "load", "no_such_file.jsonl"], 2, "there is no such file"],
  [["script", "no_such_file.mjs"], 2, "there is no such file"],
  [["local", "serve", "--port", "99999"], 2, "0 to 65535"],
];

for (const [args, code, ...texts] of REFUSED) {
  Deno.test(`cli refuses: ${args.join(" ")}`, async () => {
    const call = await cli(args);
    assertEquals(call.code, code, call.stderr);
    assertEquals(call.stdout, "");
    for (const text of texts) assertStringIncludes(call.stderr, text);
  });
}

Deno.test("cli says which of two keys is missing, and keeps the other to itself", async () => {
  const one = await cli(["query", "SELECT 1"], {
    POSTHOG_PERSONAL_API_KEY: "phx_verysecret",
  });
  assertEquals(one.code, 3);
  assertStringIncludes(one.stderr, "Set POSTHOG_PROJECT_ID too");
  assert(!one.stderr.includes("verysecret"));
  const other = await cli(["query", "SELECT 1"], { POSTHOG_PROJECT_ID: "1" });
  assertEquals(other.code, 3);
  assertStringIncludes(other.stderr, "Set POSTHOG_PERSONAL_API_KEY too");
});

Deno.test("cli says that a host cannot be reached, with exit code 3", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const call = await cli(["query", "SELECT 1", "--timeout", "2s"], {
    POSTHOG_PERSONAL_API_KEY: "phx_verysecret",
    POSTHOG_PROJECT_ID: "1",
    POSTHOG_API_URL: `http://127.0.0.1:${port}`,
  });
  assertEquals(call.code, 3, call.stderr);
  assertStringIncludes(call.stderr, "No answer from PostHog yet");
  assertStringIncludes(call.stderr, `127.0.0.1:${port}`);
  assert(!call.stderr.includes("verysecret"));
});

Deno.test("cli names the variable that holds a wrong address", async () => {
  const call = await cli(["query", "SELECT 1"], {
    POSTHOG_PERSONAL_API_KEY: "phx_verysecret",
    POSTHOG_PROJECT_ID: "1",
    POSTHOG_API_URL: "us.posthog.com",
  });
  assertEquals(call.code, 2, call.stderr);
  assertStringIncludes(call.stderr, "→ Correct POSTHOG_API_URL");
});

Deno.test("README.md shows every exit code as the program means it", async () => {
  const readme = await Deno.readTextFile(
    new URL("../../README.md", import.meta.url),
  );
  const rows = [...readme.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)]
    .map(([, code, meaning]) => [Number(code), meaning]);
  assertEquals(rows, EXIT_MEANINGS.map(([code, meaning]) => [code, meaning]));
});

Deno.test("cli ends well when nobody reads its output any more", async () => {
  const child = command(["render", "identify_power_users"]).spawn();
  await child.stdout.cancel();
  await child.stderr.cancel();
  assertEquals((await child.status).code, 0);
});

Deno.test("list --format json prints one document with every schema", async () => {
  const { code, stdout } = await cli(["list", "--format", "json"]);
  assertEquals(code, 0);
  const list: {
    name: string;
    description: string;
    parameters: { type: string };
  }[] = JSON.parse(stdout);
  assert(list.some(({ name }) => name === "identify_power_users"));
  for (const { name, description, parameters } of list) {
    assert(description !== "", name);
    assertEquals(parameters.type, "object", name);
  }
});
