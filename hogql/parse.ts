/**
 * From text to syntax tree, whatever the text.
 *
 * @module
 */

import type { Expr, Query } from "./ast.ts";
import { LeastRecentlyUsed } from "./cache.ts";
import { decode } from "./decode.ts";
import { HogQLSyntaxError } from "./errors.ts";
import { assess, MAX_QUERY_LENGTH } from "./guard.ts";
import { createInstance, type ParserInstance, type Rule } from "./instance.ts";
import { parseQuick } from "./quick/select.ts";
import { parseStoppable, tooComplex } from "./stoppable.ts";

/** How to parse. */
export interface ParseOptions {
  /**
   * How long one text may take, in milliseconds; it counts for texts that are
   * long or deep, others take a few milliseconds.
   *
   * @default {10_000}
   */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;
const CACHED_TREES = 500;
/** Above this length a text is unlikely to come again. */
const CACHED_LENGTH = 20_000;
/** An instance gets slower with what it has seen. */
const PARSES_PER_INSTANCE = 500;

const trees = new LeastRecentlyUsed<Expr | Query>(CACHED_TREES);
let warm: { instance: ParserInstance; parses: number } | undefined;

/**
 * Parses a SELECT, or several combined by UNION and the like.
 *
 * @throws {HogQLSyntaxError} With the place where the text stops being HogQL
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseSelect } from "./parse.ts";
 *
 * const query = await parseSelect("SELECT event FROM events LIMIT 5");
 * assertEquals(query.node, "SelectQuery");
 * ```
 */
export async function parseSelect(
  text: string,
  options: ParseOptions = {},
): Promise<Query> {
  return await parse(text, "select", options) as Query;
}

/**
 * Parses one expression.
 *
 * @throws {HogQLSyntaxError} With the place where the text stops being HogQL
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExpr } from "./parse.ts";
 *
 * assertEquals((await parseExpr("properties.plan = 'paid'")).node, "CompareOperation");
 * ```
 */
export async function parseExpr(
  text: string,
  options: ParseOptions = {},
): Promise<Expr> {
  return await parse(text, "expr", options);
}

async function parse(
  text: string,
  rule: Rule,
  { deadlineMs = DEADLINE_MS }: ParseOptions,
): Promise<Expr | Query> {
  const key = `${rule}:${text}`;
  const known = trees.get(key);
  if (known !== undefined) return known;
  if (text.trim() === "") throw new HogQLSyntaxError("Empty query");
  if (text.length > MAX_QUERY_LENGTH) {
    throw new HogQLSyntaxError("Query size exceeded");
  }
  const tree = parseQuick(text, rule) ??
    decode(await run(text, rule, deadlineMs));
  if (text.length <= CACHED_LENGTH) trees.set(key, tree);
  return tree;
}

async function run(
  text: string,
  rule: Rule,
  deadlineMs: number,
): Promise<string> {
  const risk = assess(text);
  if (risk === "risky") return await parseStoppable(text, rule, deadlineMs);
  const instance = risk === "plain"
    ? await warmInstance()
    : await createInstance();
  try {
    return instance.parse(text, rule);
  } catch {
    // A trap: this instance never works again.
    warm = undefined;
    throw tooComplex();
  }
}

async function warmInstance(): Promise<ParserInstance> {
  if (warm === undefined || warm.parses >= PARSES_PER_INSTANCE) {
    warm = { instance: await createInstance(), parses: 0 };
  }
  warm.parses += 1;
  return warm.instance;
}
