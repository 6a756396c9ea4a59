/**
 * The only door to `chdb`, ClickHouse in process. It is loaded when a data
 * directory is opened, so whoever asks PostHog Cloud never downloads it.
 *
 * @module
 */

import type { Session } from "chdb";
import { quoted } from "./store/sql_text.ts";

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

/** Makes a data directory ready; rows that a crash left on their way go. */
export async function prepare(dataDir: string): Promise<void> {
  await Deno.mkdir(incoming(dataDir), { recursive: true });
  for await (const { name } of Deno.readDir(incoming(dataDir))) {
    await Deno.remove(`${incoming(dataDir)}/${name}`);
  }
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
    insert: (table, columns, lines) =>
      insert(session, dataDir, { table, columns, lines }),
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

/** Where rows wait for the engine. */
function incoming(dataDir: string): string {
  return `${dataDir}/incoming`;
}

/** Rows on their way into a table. */
interface Insertion {
  readonly table: string;
  readonly columns: readonly string[];
  readonly lines: Uint8Array;
}

/**
 * The rows pass through a file: to rows inside a statement the engine would
 * add whatever stands in this process's stdin.
 */
async function insert(
  session: Session,
  dataDir: string,
  { table, columns, lines }: Insertion,
): Promise<void> {
  const file = await Deno.makeTempFile({
    dir: incoming(dataDir),
    suffix: ".jsonl",
  });
  try {
    await Deno.writeFile(file, lines);
    const into = columns.length === 0 ? table : `${table} (${columns})`;
    // A batch may hold events of many years: one partition a month.
    const sql = `INSERT INTO ${into} SETTINGS ` +
      `max_partitions_per_insert_block = 0 ` +
      `SELECT * FROM file(${quoted(file)}, JSONCompactEachRow)`;
    await query(session, sql, "TSV");
  } finally {
    await Deno.remove(file);
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
