/**
 * Where a query may be cut: its SELECTs side by side, and the LIMIT of each.
 * PostHog gives every SELECT at the top without a LIMIT one of 100.
 *
 * @module
 */

import { type Token, tokenize } from "./hogql_tokens.ts";
import { isNumber } from "./kinds.ts";

/** One SELECT at the top of a query. */
export interface Branch {
  /** Its own LIMIT: rows, `null` for none, `"unknown"` for an expression. */
  readonly limit: number | "unknown" | null;
  /** Where the number of the LIMIT stands, where it is a plain one. */
  readonly limitAt: { readonly start: number; readonly end: number } | null;
  /** Where a LIMIT would be put. */
  readonly end: number;
}

/** The top of a query. */
export interface QueryShape {
  /** Its SELECTs; more than one for UNION and the like. */
  readonly branches: readonly Branch[];
  /** Whether only UNION ALL joins them, so that rows are neither merged nor taken away. */
  readonly isUnionAll: boolean;
}

const SET_OPERATORS: readonly string[] = ["UNION", "EXCEPT", "INTERSECT"];

/** Reads the shape; `values` tell the number behind `LIMIT {n}`. */
export function shapeOf(
  hogql: string,
  values: Readonly<Record<string, unknown>> = {},
): QueryShape {
  const tokens = tokenize(hogql).filter((token) => token.text !== ";");
  return shapeOfTokens(tokens, values);
}

function shapeOfTokens(
  tokens: readonly Token[],
  values: Readonly<Record<string, unknown>>,
): QueryShape {
  const depth = tokens[0]?.depth ?? 0;
  const parts: Token[][] = [[]];
  let isUnionAll = true;
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (isSetOperator(token, depth)) {
      isUnionAll &&= token.text === "UNION" &&
        tokens[index + 1]?.text === "ALL";
      parts.push([]);
    } else if (
      !previous || !isSetQuantifier(token, previous, depth)
    ) {
      parts.at(-1)?.push(token);
    }
  }
  const shapes = parts.map((part) => shapeOfPart(part, values));
  return {
    branches: shapes.flatMap((shape) => shape.branches),
    isUnionAll: isUnionAll && shapes.every((shape) => shape.isUnionAll),
  };
}

function isSetOperator(token: Token, depth: number): boolean {
  return token.depth === depth && SET_OPERATORS.includes(token.text);
}

function isSetQuantifier(
  token: Token,
  previous: Token,
  depth: number,
): boolean {
  return (token.text === "ALL" || token.text === "DISTINCT") &&
    isSetOperator(previous, depth);
}

function shapeOfPart(
  part: readonly Token[],
  values: Readonly<Record<string, unknown>>,
): QueryShape {
  const [first] = part;
  const last = part.at(-1);
  const isWrapped = first?.text === "(" && last?.text === ")" &&
    part.slice(1, -1).every((token) => token.depth > first.depth);
  if (isWrapped) return shapeOfTokens(part.slice(1, -1), values);
  const limit = limitOf(part, values);
  return {
    branches: [{ ...limit, end: last?.end ?? 0 }],
    isUnionAll: true,
  };
}

function limitOf(
  part: readonly Token[],
  values: Readonly<Record<string, unknown>>,
): Pick<Branch, "limit" | "limitAt"> {
  const depth = part[0]?.depth ?? 0;
  const at = part.findLastIndex((token, index) =>
    token.depth === depth && token.text === "LIMIT" &&
    !isLimitBy(part.slice(index + 1), depth)
  );
  if (at === -1) return { limit: null, limitAt: null };
  const [count, name, close, after] = part.slice(at + 1);
  const isPlain = count?.kind === "number" && /^\d+$/.test(count.text) &&
    endsThere(name);
  if (isPlain) {
    return { limit: Number(count.text), limitAt: count };
  }
  const bound = count?.text === "{" && close?.text === "}" &&
      name?.kind === "word" && endsThere(after)
    ? valueOf(values, name.text)
    : undefined;
  return {
    limit: isNumber(bound) ? bound : "unknown",
    limitAt: null,
  };
}

/** `LIMIT 10, 5` and `LIMIT 10 * 2` are not plain. */
function endsThere(next: Token | undefined): boolean {
  return !next || next.kind === "word";
}

/** `LIMIT n BY column` keeps n rows per value: it does not limit the answer. */
function isLimitBy(after: readonly Token[], depth: number): boolean {
  const next = after.find((token) =>
    token.depth === depth && token.kind === "word" && token.text !== "OFFSET"
  );
  return next?.text === "BY";
}

/** Words come in upper case from the tokens; names of values may not be. */
function valueOf(
  values: Readonly<Record<string, unknown>>,
  upperName: string,
): unknown {
  return Object.entries(values).find(([name]) =>
    name.toUpperCase() === upperName
  )?.[1];
}
