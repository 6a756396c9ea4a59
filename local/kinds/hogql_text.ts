/**
 * HogQL put together from pieces, with every value kept apart from the text.
 *
 * @module
 */

/**
 * A piece of HogQL: its text, cut where the values stand, and the values. A
 * class, so that no JSON from outside can pass for one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hogql`event = ${"a"}`, new Hogql(["event = ", ""], ["a"]));
 * ```
 */
export class Hogql {
  /** One part more than there are values. */
  readonly parts: readonly string[];
  /** What stands between the parts; never becomes text. */
  readonly values: readonly unknown[];

  /** Keeps parts and values. */
  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts;
    this.values = values;
  }
}

/** A whole query as PostHog's query endpoint takes it. */
export interface BoundQuery {
  /** The text, with `{v0}`, `{v1}`, … where the values stand. */
  readonly query: string;
  /** The values by placeholder. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * A piece of HogQL. What is inserted becomes a value, unless it is itself a
 * piece of HogQL.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const condition = hogql`event = ${"it's"}`;
 * assertEquals(bind(hogql`SELECT count() FROM events WHERE ${condition}`), {
 *   query: "SELECT count() FROM events WHERE event = {v0}",
 *   values: { v0: "it's" },
 * });
 * ```
 */
export function hogql(
  strings: TemplateStringsArray,
  ...inserts: readonly unknown[]
): Hogql {
  const pieces: Hogql[] = [];
  for (const [index, text] of strings.entries()) {
    pieces.push(new Hogql([text], []));
    if (index >= inserts.length) break;
    const insert = inserts[index];
    pieces.push(
      insert instanceof Hogql ? insert : new Hogql(["", ""], [insert]),
    );
  }
  return concatenate(pieces);
}

/**
 * Pieces with a separator between them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const columns = joinHogql([hogql`event`, hogql`count()`], ", ");
 * assertEquals(bind(columns).query, "event, count()");
 * ```
 */
export function joinHogql(pieces: readonly Hogql[], separator: string): Hogql {
  const between = new Hogql([separator], []);
  return concatenate(
    pieces.flatMap((piece, index) => index === 0 ? [piece] : [between, piece]),
  );
}

/**
 * Conditions that must all hold; `true` where there are none. Brackets cost
 * PostHog's parser time, so there are none around an AND.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(allOf([])).query, "true");
 * assertEquals(bind(allOf([hogql`a`, hogql`b`])).query, "a AND b");
 * ```
 */
export function allOf(conditions: readonly Hogql[]): Hogql {
  return conditions.length === 0 ? hogql`true` : joinHogql(conditions, " AND ");
}

/**
 * Conditions of which one must hold; `false` where there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(anyOf([])).query, "false");
 * assertEquals(bind(anyOf([hogql`a`, hogql`b`])).query, "(a OR b)");
 * ```
 */
export function anyOf(conditions: readonly Hogql[]): Hogql {
  const [only] = conditions;
  if (only === undefined) return hogql`false`;
  return conditions.length === 1
    ? only
    : hogql`(${joinHogql(conditions, " OR ")})`;
}

/**
 * A list as a HogQL array; a list given as one value would be a tuple.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(arrayOf(["a", "b"])).query, "[{v0}, {v1}]");
 * ```
 */
export function arrayOf(values: readonly unknown[]): Hogql {
  const items = values.map((value) =>
    Array.isArray(value) ? arrayOf(value) : hogql`${value}`
  );
  return hogql`[${joinHogql(items, ", ")}]`;
}

/**
 * A name as HogQL quotes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(identifier("a`b")).query, "`a``b`");
 * ```
 */
export function identifier(name: string): Hogql {
  const escaped = name.replaceAll("\\", "\\\\").replaceAll("`", "``");
  return new Hogql([`\`${escaped}\``], []);
}

/**
 * HogQL that a user wrote, for example as the formula of a breakdown. It is
 * parsed and checked like any other query.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(userHogql("1 + 1")).query, "(1 + 1\n)");
 * ```
 */
export function userHogql(text: string): Hogql {
  // The line break ends a comment at the end of the text.
  return new Hogql([`(${text}\n)`], []);
}

/**
 * HogQL written in this project: keywords, functions, numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(hogql`${keyword("uniq")}(person_id)`).query, "uniq(person_id)");
 * ```
 */
export function keyword(text: string): Hogql {
  return new Hogql([text], []);
}

/**
 * The whole query: text with placeholders, and values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bind(hogql`SELECT ${1}`), {
 *   query: "SELECT {v0}",
 *   values: { v0: 1 },
 * });
 * ```
 */
export function bind({ parts, values }: Hogql): BoundQuery {
  const [first = "", ...rest] = parts;
  const names = values.map((_, index) => `v${index}`);
  return {
    query: rest.reduce(
      (text, part, index) => `${text}{${names[index]}}${part}`,
      first,
    ),
    values: Object.fromEntries(
      names.map((name, index) => [name, values[index]]),
    ),
  };
}

function concatenate(pieces: readonly Hogql[]): Hogql {
  const parts: string[] = [""];
  const values: unknown[] = [];
  for (const piece of pieces) {
    const [first = "", ...rest] = piece.parts;
    parts[parts.length - 1] += first;
    parts.push(...rest);
    values.push(...piece.values);
  }
  return new Hogql(parts, values);
}
