/**
 * What went wrong, read out of an answer. PostHog has several shapes for it:
 * the error object of its API, the status of an asynchronous query, the plain
 * text of its ingestion, and whatever a gateway in between sends.
 *
 * @module
 */

import { Fields, fit, nullish, object, type Shaped, Text } from "./shape.ts";

/** An error answer, whatever its shape was. */
export interface ServerProblem {
  /** HTTP status. */
  readonly status: number;
  /** PostHog's code; empty where it gives none, or only `error`. */
  readonly code: string;
  /** The text for people, without its final period. */
  readonly detail: string;
  /** The body field it is about. */
  readonly attr: string | undefined;
  /** Further facts, where the server sends them. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Whether a HTML page came instead of an answer. */
  readonly isHtml: boolean;
}

const MaybeText = nullish(Text);

const ApiError = object({
  code: MaybeText,
  detail: MaybeText,
  attr: MaybeText,
  extra: nullish(Fields),
  error: MaybeText,
  error_description: MaybeText,
  query_status: nullish(object({ error_message: MaybeText })),
});

/** Longest piece of a foreign text that goes into a message. */
const MAX_TEXT = 500;

/** Reads an error answer; never fails. */
export function readProblem(status: number, text: string): ServerProblem {
  const page = isHtml(text);
  const found: Partial<Shaped<typeof ApiError>> =
    fit(ApiError, parseJson(text)) ?? {};
  const { code, detail, attr, extra, error, error_description, query_status } =
    found;
  const told = detail ?? error_description ?? query_status?.error_message ??
    error ?? text;
  return {
    status,
    code: code === "error" ? "" : code ?? error ?? "",
    detail: page ? titleOf(text) : tidy(told),
    attr: attr ?? undefined,
    extra: extra ?? {},
    isHtml: page,
  };
}

/** Whether a body is a page for people rather than data. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|center)/i.test(text);
}

/** `undefined` where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function titleOf(html: string): string {
  const title = /<(?:title|h1)[^>]*>([^<]+)/i.exec(html)?.[1];
  return title ? `a HTML page, "${tidy(title)}"` : "a HTML page";
}

function tidy(text: string): string {
  const line = text.trim().replace(/\.$/, "");
  if (line === "") return "an empty answer";
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}
