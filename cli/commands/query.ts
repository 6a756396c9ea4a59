/**
 * `query`: HogQL in, rows out.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { z } from "zod";
import type { QueryResult, QueryValue, QueryValues } from "../../driver/mod.ts";
import { printAnswer, printJson } from "../answer.ts";
import type { Command, World } from "../command.ts";
import { DATA, FORMAT, MAX_ROWS, QUIET, TIMEOUT } from "../common_flags.ts";
import { EXIT } from "../exit_code.ts";
import { usageFailure } from "../failure.ts";
import { problemFailure, problemJson, problemOf } from "../problem.ts";
import { type Flag, type ParsedFlags, parseFlags } from "../flags.ts";
import {
  countOf,
  formatOf,
  jsonObjectOf,
  onlyWord,
  timeoutOf,
} from "../read_flags.ts";
import { openSource } from "../source.ts";
import { Steps } from "../steps.ts";

const VALUES: Flag = {
  name: "values",
  type: "string",
  placeholder: "JSON",
  summary: "Values for {placeholders} in the query, as one JSON object",
};

const Value: z.ZodType<QueryValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Value)])
);
const Values = z.record(z.string(), Value);

/** Runs one query. */
export const query: Command = {
  name: "query",
  summary: "Run a HogQL query.",
  words: "HOGQL",
  details: "With - as HOGQL the query is read from stdin.",
  flags: [FORMAT, VALUES, MAX_ROWS, TIMEOUT, DATA, QUIET],
  examples: [
    `query "SELECT event, count() FROM events GROUP BY event ORDER BY count() DESC"`,
    `query "SELECT count() FROM events WHERE event = {name}" --values '{"name": "purchase"}'`,
  ],
  async run(world, args) {
    const flags = parseFlags(args, query.flags);
    const hogql = await queryText(flags);
    const format = formatOf(flags);
    const { rows, columns, types, envelope } = await answered(
      world,
      flags,
      hogql,
    );
    printAnswer(world.terminal, format, {
      document: {
        success: true,
        result: { rows, columns, types },
        error: null,
        envelope,
      },
      value: rows,
      columns,
      truth: { ...envelope, queries: [envelope] },
    });
    return EXIT.ok;
  },
};

/** Asks; a refusal is a document too, with `--format json`. */
async function answered(
  world: World,
  flags: ParsedFlags,
  hogql: string,
): Promise<QueryResult<Record<string, unknown>>> {
  try {
    return await ask(world, flags, hogql);
  } catch (error) {
    const problem = problemOf(error);
    if (formatOf(flags) === "json") {
      printJson(world.terminal.stdout, {
        success: false,
        result: null,
        error: problemJson(problem),
        envelope: null,
      });
    }
    throw problemFailure(problem, hogql);
  }
}

async function ask(
  { env, terminal, signal }: World,
  flags: ParsedFlags,
  hogql: string,
): Promise<QueryResult<Record<string, unknown>>> {
  const quiet = flags.bool("quiet") ?? false;
  const steps = new Steps(terminal.stderr, { quiet });
  const values = valuesOf(flags);
  const limit = countOf(flags, "max-rows");
  const timeoutMs = timeoutOf(flags);
  await using source = await openSource({
    env,
    data: flags.text("data"),
    steps,
  });
  return await source.client({ delay: toldDelay(steps) }).query(hogql, {
    signal,
    values,
    ...(limit === undefined ? {} : { limit }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

/** Waits as the client asks, and tells the first time that it does. */
function toldDelay(steps: Steps) {
  let isTold = false;
  return (ms: number, signal?: AbortSignal): Promise<void> => {
    if (!isTold) steps.note("No answer from PostHog yet, still trying");
    isTold = true;
    return delay(ms, signal === undefined ? {} : { signal });
  };
}

function valuesOf(flags: ParsedFlags): QueryValues {
  const parsed = Values.safeParse(jsonObjectOf(flags, "values") ?? {});
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0]);
  throw usageFailure(
    `Flag "--values": "${name}" must be a text, a number, true, false, null or a list of them`,
  );
}

async function queryText(flags: ParsedFlags): Promise<string> {
  const word = onlyWord(flags, "the HogQL query");
  const text = word === "-"
    ? await new Response(Deno.stdin.readable).text()
    : word;
  if (text.trim() === "") throw usageFailure("The HogQL query is empty");
  return text;
}
