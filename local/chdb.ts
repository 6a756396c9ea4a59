/**
 * The only door to `chdb`, ClickHouse in process. It is loaded when a data
 * directory is opened, so whoever asks PostHog Cloud never downloads it.
 *
 * @module
 */

import type { Session } from "chdb";

/** A failure inside ClickHouse, with its own number and name. */
export class ClickHouseError extends Error {
  /** The name of this class. */
  override readonly name = "ClickHouseError";

  /** ClickHouse's error number, for example 159; 0 when it gave none. */
  readonly code: number;
  /** ClickHouse's name for it, for example `TIMEOUT_EXCEEDED`. */
  readonly symbol: string;
  /** What happened, without number, name or the SQL that ran. */
  readonly detail: string;

  /** Keeps ClickHouse's number, its name for it, and the text between. */
  constructor(code: number, symbol: string, detail: string) {
    super(`ClickHouse answered ${symbol} (${code}): ${detail}`);
    this.code = code;
    this.symbol = symbol;
    this.detail = detail;
  }
}

/** One connection to an open data directory: one statement at a time. */
export interface Connection {
  /** Runs a statement; the answer as ClickHouse writes it in that format. */
  query(sql: string, format: string): Promise<string>;
  /**
   * Adds rows, one JSON array a line, to the named columns of a table; to all
   * columns in the table's order when none is named.
   */
  insert(
    table: string,
    columns: readonly string[],
    lines: Uint8Array,
  ): Promise<void>;
  /** Gives the connection back. */
  close(): void;
}

/**
 * Opens one more connection to a data directory. A process may hold only one
 * directory open, with any number of connections to it.
 */
export async function connect(dataDir: string): Promise<Connection> {
  const { Session } = await import("chdb");
  const session = new Session(dataDir);
  return {
    query: (sql, format) => query(session, sql, format),
    insert: (table, columns, lines) => insert(session, table, columns, lines),
    close: () => session.close(),
  };
}

/** Waits until nothing runs in the engine any more, so it can be reopened. */
export async function settled(): Promise<void> {
  const { drainPending } = await import("chdb");
  await drainPending();
}

async function query(
  session: Session,
  sql: string,
  format: string,
): Promise<string> {
  try {
    return (await session.queryAsync(sql, { format })).text();
  } catch (error) {
    await drain(session);
    throw clickHouseError(error);
  }
}

async function insert(
  session: Session,
  table: string,
  columns: readonly string[],
  lines: Uint8Array,
): Promise<void> {
  try {
    await session.insert({
      table,
      ...(columns.length === 0 ? {} : { columns: [...columns] }),
      values: lines,
      format: "JSONCompactEachRow",
      // A batch may hold events of many years: one partition a month.
      settings: { max_partitions_per_insert_block: 0 },
    });
  } catch (error) {
    await drain(session);
    throw clickHouseError(error);
  }
}

/**
 * A statement that fails while it runs leaves its half-written output behind,
 * and chDB would put it in front of the next answer. This throws it away.
 */
async function drain(session: Session): Promise<void> {
  await session.queryAsync("SELECT 1", { format: "TSV" });
}

function clickHouseError(error: unknown): ClickHouseError {
  const message = error instanceof Error ? error.message : String(error);
  const match =
    /Code: (\d+)\. DB::Exception: ([\s\S]*?)\.? ?\(([A-Z0-9_]+)\)\s*$/
      .exec(message);
  if (match === null) return new ClickHouseError(0, "UNKNOWN", message);
  const [, code = "0", detail = "", symbol = "UNKNOWN"] = match;
  return new ClickHouseError(Number(code), symbol, withoutStatement(detail));
}

/** ClickHouse repeats the statement in some messages: cut it off. */
function withoutStatement(detail: string): string {
  return detail
    .replace(/[.:] ?In (?:scope|query) [\s\S]*$/, "")
    .replace(/: (?:While|while) (?:processing|executing) [\s\S]*$/, "")
    .trim();
}
