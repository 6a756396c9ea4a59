/**
 * What a careful reader of a query would remark.
 *
 * @module
 */

import { type Token, tokenize } from "./hogql_tokens.ts";

/** Remarks on a query, one sentence each. */
export function adviceOn(hogql: string): string[] {
  const tokens = tokenize(hogql);
  const advice = [];
  if (readsEvents(tokens) && !mentions(tokens, "TIMESTAMP")) {
    advice.push(
      "The query reads events of all time: nothing in it looks at timestamp",
    );
  }
  if (countsDistinctIds(tokens)) {
    advice.push(
      "The query counts distinct_id, and one person may have several: count person_id for people",
    );
  }
  return advice;
}

function readsEvents(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) =>
    token.text === "EVENTS" &&
    ["FROM", "JOIN"].includes(tokens[index - 1]?.text ?? "")
  );
}

function mentions(tokens: readonly Token[], word: string): boolean {
  return tokens.some((token) =>
    token.text === word ||
    token.kind === "quoted" && token.text.slice(1, -1).toUpperCase() === word
  );
}

/** `uniq(distinct_id)`, `count(DISTINCT distinct_id)`, with `e.` or not. */
function countsDistinctIds(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => {
    if (token.text !== "DISTINCT_ID" || tokens[index + 1]?.text !== ")") {
      return false;
    }
    const before = tokens.slice(Math.max(0, index - 4), index)
      .filter(({ depth }) => depth >= token.depth - 1)
      .map(({ text }) => text).join(" ");
    return /(UNIQ(EXACT)?|COUNT) \(( DISTINCT)?( \w+ \.)?$/.test(before);
  });
}
