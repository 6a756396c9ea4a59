import {
  readAudit,
  replay,
  verifyAudit,
} from "@posthog-driver/posthog-driver/executor";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { executorFor } from "./executor_for.ts";
import { KEY } from "../marked_key.ts";
import { startSmallPostHog } from "./small_posthog.ts";

const ASK = `export default async ({ client, params }) =>
  ({ rows: (await client.query("SELECT event FROM events")).rows, params });`;

/** A trail of three runs: one that went well, one that threw, one refused. */
async function trail(url: string): Promise<string> {
  const auditFile = await Deno.makeTempFile();
  await using executor = executorFor({ url }, { auditFile });
  const run = await executor.executeScript(ASK, { params: { key: KEY, n: 1 } });
  assertEquals(run.envelope.warnings.filter((w) => w.includes("audit")), []);
  await executor.executeScript(
    `export default () => { throw new Error("no"); };`,
  );
  await executor.executeTemplate("no_such_template");
  return auditFile;
}

Deno.test("auditFile holds one whole line per run, without the key", async () => {
  await using posthog = startSmallPostHog();
  const path = await trail(posthog.url);
  const runs = await Array.fromAsync(readAudit(path));
  assertEquals(runs.map((run) => run.error?.kind), [
    undefined,
    "script",
    "render",
  ]);
  assertEquals(runs[0]?.queries.length, 1);
  assertEquals(runs[0]?.usage.requests, 1);
  assertEquals(runs[0]?.script, ASK);
  assertEquals(runs[0]?.resultDigest?.length, 64);
  assertEquals(runs[1]?.previous, runs[0]?.hash);
  const text = await Deno.readTextFile(path);
  assertEquals(text.includes(KEY), false);
  assertStringIncludes(text, "[redacted]");
  const verdict = await verifyAudit(path);
  assertEquals(verdict, {
    isWhole: true,
    lines: 3,
    lastHash: runs[2]?.hash ?? null,
  });
  await Deno.remove(path);
});

Deno.test("verifyAudit() names the first line that is not right", async (t) => {
  await using posthog = startSmallPostHog();
  const path = await trail(posthog.url);
  const whole = await Deno.readTextFile(path);
  const [one = "", two = "", three = ""] = whole.split("\n");
  const cases: readonly { name: string; text: string; line: number }[] = [
    { name: "a changed line", text: whole.replace('"no"', '"on"'), line: 2 },
    { name: "a line taken out", text: `${one}\n${three}\n`, line: 2 },
    { name: "lines swapped", text: `${two}\n${one}\n${three}\n`, line: 1 },
    { name: "half a line", text: `${one}\n${two.slice(0, 80)}`, line: 2 },
  ];
  for (const { name, text, line } of cases) {
    await t.step(name, async () => {
      await Deno.writeTextFile(path, text);
      const verdict = await verifyAudit(path);
      assertEquals(verdict.isWhole, false);
      assertEquals(verdict.problem?.line, line, verdict.problem?.reason);
    });
  }
  await Deno.remove(path);
});

Deno.test("auditFile may be shared by several executors at a time", async () => {
  await using posthog = startSmallPostHog();
  const auditFile = await Deno.makeTempFile();
  {
    await using first = executorFor(posthog, { auditFile });
    await using second = executorFor(posthog, { auditFile });
    await Promise.all(
      [first, second, first, second].map((executor) =>
        executor.executeScript("export default () => 1;")
      ),
    );
  }
  const verdict = await verifyAudit(auditFile);
  assertEquals([verdict.isWhole, verdict.lines], [true, 4]);
  await Deno.remove(auditFile);
});

Deno.test("replay() runs the same text again and says what is different", async () => {
  let rows = [["a"], ["b"]];
  await using posthog = startSmallPostHog(() =>
    Response.json({
      results: rows,
      columns: ["event"],
      types: [["event", "String"]],
      hasMore: false,
      limit: 100,
    })
  );
  await using executor = executorFor(posthog);
  await executor.executeScript(ASK, { params: { n: 1 } });
  const [record] = executor.runs();
  assert(record !== undefined);
  assertEquals((await replay(executor, record)).isSame, true);
  rows = [["a"]];
  const again = await replay(executor, record);
  assertEquals(again.differences, [
    "Query 1 brought 2 rows, now 1",
    "The result is different",
  ]);
});
