/**
 * ClickHouse as the rest of the embedded PostHog sees it: reads and writes
 * that run side by side, and a way to stop a read.
 *
 * @module
 */

import { connect, prepare, settled } from "../chdb.ts";
import type { Connection } from "../chdb.ts";
import { mark, Reader } from "./reader.ts";
import type { ReadOptions } from "./reader.ts";
import { Turns } from "./turns.ts";

/** As many API queries run at once as PostHog allows one project. */
const QUERIES_AT_ONCE = 3;

/** Reads of our own never wait behind somebody's long query. */
const OWN_READS_AT_ONCE = 3;

/** A write mostly waits for the disk: others go on meanwhile. */
const WRITES_AT_ONCE = 3;

/** How far a read is, in PostHog's words. */
export interface ReadProgress {
  /** Bytes, unpacked. */
  readonly bytes_read: number;
  /** Rows of all tables. */
  readonly rows_read: number;
  /** Rows there are to read, as far as ClickHouse knows. */
  readonly estimated_rows_total: number;
  /** Seconds since it began. */
  readonly time_elapsed: number;
  /** Microseconds of processor time. */
  readonly active_cpu_time: number;
}

/** The engine of one open data directory. */
export class Engine {
  readonly #queries: Turns<Reader>;
  readonly #own: Turns<Reader>;
  readonly #writers: Turns<Connection>;
  readonly #control: Connection;

  private constructor(
    queries: Turns<Reader>,
    own: Turns<Reader>,
    writers: Turns<Connection>,
    control: Connection,
  ) {
    this.#queries = queries;
    this.#own = own;
    this.#writers = writers;
    this.#control = control;
  }

  /** Opens the engine on a directory. */
  static async open(dataDir: string): Promise<Engine> {
    await prepare(dataDir);
    const control = await connect(dataDir);
    return new Engine(
      await several(QUERIES_AT_ONCE, () => Reader.open(dataDir)),
      await several(OWN_READS_AT_ONCE, () => Reader.open(dataDir)),
      await several(WRITES_AT_ONCE, () => connect(dataDir)),
      control,
    );
  }

  /**
   * Runs somebody's query and gives its text.
   *
   * @throws {ClickHouseError} ClickHouse would not finish it.
   * @throws {BusyError} Others ran for longer than it would wait.
   */
  read(
    sql: string,
    options: ReadOptions,
    maxWaitMs?: number,
  ): Promise<string> {
    return this.#queries.use((it) => it.read(sql, options), maxWaitMs);
  }

  /** Runs a read of our own and gives its rows as objects. */
  async rows<Row>(sql: string): Promise<Row[]> {
    const text = await this.#own.use((it) =>
      it.read(sql, { format: "JSONEachRow" })
    );
    return text.split("\n").filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  }

  /** Runs a statement that changes something. */
  async execute(sql: string): Promise<void> {
    await this.#writers.use((it) => it.query(sql, "TSV"));
  }

  /**
   * Adds rows, given as arrays in the order of the columns; of all the table's
   * columns when none is named.
   */
  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    const lines = new TextEncoder().encode(text);
    await this.#writers.use((it) => it.insert(table, columns, lines));
  }

  /** Stops a read that was given this id; nothing happens when none runs. */
  async stop(id: string): Promise<void> {
    await this.#control.query(
      `KILL QUERY WHERE query LIKE '%${mark(id)}' ASYNC`,
      "TSV",
    );
  }

  /** How far a read with this id is; nothing when none runs. */
  async progress(id: string): Promise<ReadProgress | undefined> {
    const text = await this.#control.query(
      "SELECT read_bytes AS bytes_read, read_rows AS rows_read, " +
        "total_rows_approx AS estimated_rows_total, elapsed AS time_elapsed, " +
        "ProfileEvents['OSCPUVirtualTimeMicroseconds'] AS active_cpu_time " +
        `FROM system.processes WHERE query LIKE '%${mark(id)}%' ` +
        "AND query NOT LIKE '%system.processes%' LIMIT 1 " +
        "SETTINGS output_format_json_quote_64bit_integers = 0",
      "JSONEachRow",
    );
    return text === "" ? undefined : JSON.parse(text) as ReadProgress;
  }

  /** Waits for what is running, then lets go of the directory. */
  async close(): Promise<void> {
    const all = [this.#queries, this.#own, this.#writers];
    await Promise.all(all.map((turns) => turns.allBack()));
    for (const { items } of all) items.forEach((item) => item.close());
    this.#control.close();
    await settled();
  }
}

async function several<Item>(
  count: number,
  open: () => Promise<Item>,
): Promise<Turns<Item>> {
  const items: Item[] = [];
  while (items.length < count) items.push(await open());
  return new Turns(items);
}
