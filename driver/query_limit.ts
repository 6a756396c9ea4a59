/**
 * The caller's limit put into a query, and the truth about what came back.
 *
 * @module
 */

import { invalid } from "./failure.ts";
import type { Branch, QueryShape } from "./query_shape.ts";

/** PostHog clamps any higher LIMIT to this, without a word. */
export const MAX_ROWS = 50_000;

/** Checks how many are asked for. */
export function checkCount(
  action: string,
  field: string,
  count: number,
  hint: string,
  most: number = MAX_ROWS,
): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  if (count === most) return;
  throw invalid(
    action,
    `${field} is ${count}, expected a whole number from 1 to ${most}`,
    "invalid_limit",
    hint,
    field,
  );
}

/** PostHog's LIMIT for a SELECT at the top that has none. */
const DEFAULT_ROWS = 100;

/**
 * Puts a limit into a query. One row more than asked is requested where
 * possible: whether it comes tells for certain if the answer was cut.
 */
export function withLimit(
  hogql: string,
  shape: QueryShape,
  limit: number,
): string {
  // What merges or takes away rows needs whole inputs to be right.
  const rows = shape.isUnionAll ? Math.min(limit + 1, MAX_ROWS) : MAX_ROWS;
  return shape.branches.reduceRight(
    (text, branch) => limitBranch(text, branch, rows),
    hogql,
  );
}

function limitBranch(text: string, branch: Branch, rows: number): string {
  if (branch.limit === null) {
    return `${text.slice(0, branch.end)}\nLIMIT ${rows}${
      text.slice(branch.end)
    }`;
  }
  if (branch.limitAt === null || branch.limit === "unknown") return text;
  if (branch.limit <= rows) return text;
  const { start, end } = branch.limitAt;
  return text.slice(0, start) + rows + text.slice(end);
}

/** What is known about an answer. */
export interface AnswerFacts {
  /** The query as it was sent. */
  readonly shape: QueryShape;
  /** The caller's limit. */
  readonly asked: number | undefined;
  /** Rows that came. */
  readonly rows: number;
  /** The server's own paging, where it did any. */
  readonly server: {
    readonly limit: number | null;
    readonly hasMore: boolean | null;
  };
}

/** Whether an answer was cut, and at what limit. */
export interface Cut {
  /** See {@linkcode Envelope.truncated}. */
  readonly truncated: boolean | null;
  /** See {@linkcode Envelope.limit}. */
  readonly limit: number | null;
  /** What to tell the reader. */
  readonly warnings: readonly string[];
}

/** Judges an answer. */
export function judgeCut(facts: AnswerFacts): Cut {
  const { asked, rows, server, shape } = facts;
  if (asked !== undefined && rows > asked) {
    const warning =
      `The answer was cut at the ${asked} rows asked for; more exist`;
    return cut(true, asked, warning);
  }
  if (server.limit !== null) {
    return judgePaged(server.limit, server.hasMore, rows);
  }
  if (shape.branches.length > 1) return judgeUnion(facts);
  const own = shape.branches[0]?.limit ?? DEFAULT_ROWS;
  if (own === "unknown") return cut(rows === 0 ? false : null, null);
  return judgeOwn(own, rows, Math.min(own, MAX_ROWS, asked ?? MAX_ROWS));
}

function cut(
  truncated: boolean | null,
  limit: number | null,
  ...warnings: readonly string[]
): Cut {
  return { truncated, limit, warnings };
}

function judgePaged(
  limit: number,
  hasMore: boolean | null,
  rows: number,
): Cut {
  const truncated = hasMore ?? (rows < limit ? false : null);
  if (truncated !== true) return cut(truncated, limit);
  const warning =
    `The query has no LIMIT, so PostHog returned the first ${limit} rows; more exist`;
  return cut(true, limit, warning);
}

function judgeOwn(own: number, rows: number, limit: number): Cut {
  if (rows < Math.min(own, MAX_ROWS)) return cut(false, limit);
  if (own <= MAX_ROWS) return cut(null, limit);
  const warning =
    `PostHog gives at most ${MAX_ROWS} rows and lowered LIMIT ${own} to that: page with queryBatches() or exportEvents()`;
  return cut(true, limit, warning);
}

/**
 * In UNION ALL a SELECT that was cut brought as many rows as its limit, so
 * fewer rows than the smallest limit prove that none was. Other set
 * operators may take rows away afterwards: nothing proves anything.
 */
function judgeUnion({ shape, asked, rows }: AnswerFacts): Cut {
  const limits = shape.branches.map(({ limit }) =>
    limit === "unknown" ? 0 : Math.min(limit ?? DEFAULT_ROWS, MAX_ROWS)
  );
  const sum = limits.reduce((total, limit) => total + limit, 0);
  const limit = asked ?? (limits.includes(0) ? null : sum);
  if (shape.isUnionAll && rows < Math.min(...limits)) return cut(false, limit);
  const unlimited = shape.branches.filter((branch) => branch.limit === null);
  if (unlimited.length === 0) return cut(null, limit);
  const warning =
    `${unlimited.length} of the ${limits.length} joined SELECTs have no LIMIT, so PostHog cut each at ${DEFAULT_ROWS} rows: put a LIMIT on every one`;
  return cut(null, limit, warning);
}
