/**
 * Checks HogQL before launch: its syntax with PostHog's parser, and its names
 * by asking PostHog.
 *
 * @module
 */

import { PostHogClient } from "../driver/client.ts";
import { isPostHogError } from "../driver/posthog_error.ts";
import { type UnknownName, unknownName } from "../driver/query_check.ts";
import { RunFailure } from "./run_error.ts";
import type { PostHogConnection } from "./sandbox.ts";
import type { ParsedScript } from "./syntax.ts";
import { visibleHogQL, type VisibleQuery } from "./visible_hogql.ts";

/** What is known about the queries of one run. */
export interface HogQLSource {
  /** The script; `undefined` where only its parameters are to be checked. */
  readonly script: ParsedScript | undefined;
  /** Its parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** An answer that takes longer is not worth waiting for. */
const ANSWER_MS = 3_000;

/** Queries that are remembered. */
const MOST_SETTLED = 1_000;

/**
 * Checks queries. Names cost one request for each text that is new; where
 * PostHog gives no answer, the run itself will find out.
 */
export class HogQLCheck {
  readonly #connection: PostHogConnection | undefined;
  /** Queries that need no asking: good ones, and those without an answer. */
  readonly #settled: Set<string> = new Set();
  #client: PostHogClient | undefined;

  /** Without a connection, only the syntax is checked. */
  constructor(connection: PostHogConnection | undefined) {
    this.#connection = connection;
  }

  /**
   * Checks all HogQL that can be seen.
   *
   * @throws {RunFailure} of kind `syntax`, with the place
   */
  async check(
    { script, parameters }: HogQLSource,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const queries = visibleHogQL(script, parameters)
      .filter(({ text }) => !this.#settled.has(text));
    const source = script?.source;
    for (const query of queries) await checkSyntax(query, source);
    await Promise.all(
      queries.map((query) => this.#checkNames(query, source, signal)),
    );
  }

  async #checkNames(
    query: VisibleQuery,
    source: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.#connection === undefined) return;
    const unknown = await this.#ask(this.#connection, query.text, signal);
    if (unknown !== undefined) throw nameFailure(query, unknown, source);
  }

  async #ask(
    connection: PostHogConnection,
    text: string,
    signal: AbortSignal | undefined,
  ): Promise<UnknownName | undefined> {
    const settings = { timeoutMs: ANSWER_MS, maxRetries: 0 };
    try {
      this.#client ??= new PostHogClient({ ...connection, ...settings });
      const options = signal === undefined ? {} : { signal };
      const unknown = await unknownName(this.#client, text, options);
      if (unknown !== undefined) return unknown;
    } catch (error) {
      // No answer is no reason to refuse: the run will tell.
      if (!isPostHogError(error)) throw error;
    }
    if (this.#settled.size < MOST_SETTLED) this.#settled.add(text);
    return undefined;
  }
}

async function checkSyntax(
  query: VisibleQuery,
  source: string | undefined,
): Promise<void> {
  // The parser is WebAssembly of a megabyte: most runs never need it.
  const { parseSelect, HogQLSyntaxError } = await import("../hogql/mod.ts");
  try {
    await parseSelect(query.text);
  } catch (error) {
    if (!(error instanceof HogQLSyntaxError)) throw error;
    const place = placeOf(query, error.start ?? 0, source);
    throw new RunFailure(
      "syntax",
      `Cannot parse the HogQL ${query.where}: ${error.message}${place.words}`,
      {
        code: "hogql_syntax_error",
        hint: "Nothing was started; correct the query",
        details: { query: query.text, ...place.inQuery },
        ...place.inScript,
      },
    );
  }
}

function nameFailure(
  query: VisibleQuery,
  { code, message, hint, start }: UnknownName,
  source: string | undefined,
): RunFailure {
  const place = placeOf(query, start, source);
  return new RunFailure(
    "syntax",
    `Cannot run the HogQL ${query.where}: ${message}${place.words}`,
    {
      code,
      hint: hint ?? "Nothing was started; correct the query",
      details: { query: query.text, ...place.inQuery },
      ...place.inScript,
    },
  );
}

/** A place in a text, both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where in the query and in the script it is; the query counts code points. */
function placeOf(
  { text, start }: VisibleQuery,
  codePoints: number | undefined,
  source: string | undefined,
): { words: string; inQuery?: Place; inScript?: Place } {
  if (codePoints === undefined) return { words: "" };
  const offset = [...text].slice(0, codePoints).join("").length;
  const inQuery = lineAndColumn(text, offset);
  const { line, column } = inQuery;
  return {
    words: ` (line ${line}, column ${column} of the query)`,
    inQuery,
    ...start === undefined || source === undefined
      ? {}
      : { inScript: lineAndColumn(source, start + offset) },
  };
}

function lineAndColumn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
