/**
 * Runs a file of HogQL queries against the embedded PostHog and says how many
 * run, and why each of the others does not.
 *
 * `deno task corpus FILE.jsonl [--all]`: one JSON object a line, with the
 * query in `query` and, where given, `id` and whether it is `core`: about
 * tables that an embedded server has. Others are only run with `--all`.
 *
 * @module
 */

import { openEmbeddedPostHog } from "../local/mod.ts";

interface Entry {
  readonly id: string;
  readonly query: string;
  readonly core: boolean;
}

interface Outcome {
  readonly entry: Entry;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const file = Deno.args.find((argument) => !argument.startsWith("--"));
if (file === undefined) {
  await print("Usage: deno task corpus FILE.jsonl [--all]\n");
  Deno.exit(2);
}
const entries = readEntries(await Deno.readTextFile(file))
  .filter((entry) => entry.core || Deno.args.includes("--all"));
await using posthog = await openEmbeddedPostHog({ demo: true });
const outcomes: Outcome[] = [];
for (const entry of entries) outcomes.push(await run(entry));
await print(report(outcomes));

function readEntries(text: string): Entry[] {
  return text.split("\n").filter((line) => line.trim() !== "")
    .map((line, index) => {
      const parsed: Partial<Entry> = JSON.parse(line);
      return {
        id: parsed.id ?? `line ${index + 1}`,
        query: parsed.query ?? "",
        core: parsed.core ?? true,
      };
    });
}

async function run(entry: Entry): Promise<Outcome> {
  const url = `http://localhost/api/projects/${posthog.projectId}/query/`;
  const response = await posthog.fetch(
    new Request(url, {
      method: "POST",
      headers: {
        "authorization": `Bearer ${posthog.personalApiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        query: { kind: "HogQLQuery", query: entry.query },
        refresh: "force_blocking",
      }),
    }),
  );
  const body: { readonly code?: string; readonly detail?: string } =
    await response.json();
  const { code = "", detail = "" } = body;
  return { entry, status: response.status, code, detail };
}

function report(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ status }) => status !== 200);
  const lines = failed.map(({ entry, status, code, detail }) =>
    `${entry.id}\t${status} ${code}\t${
      detail.replaceAll(/\s+/g, " ").slice(0, 240)
    }\n`
  );
  const ran = outcomes.length - failed.length;
  return `${lines.join("")}${ran} of ${outcomes.length} queries run\n`;
}

async function print(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}
