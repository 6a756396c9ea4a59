/**
 * ClickHouse as the rest of the embedded PostHog sees it: reads that run side
 * by side, writes one after another, and a way to stop a read.
 *
 * @module
 */

import { ClickHouseError, connect, settled } from "../chdb.ts";
import type { Connection } from "../chdb.ts";

/** As many API queries run at once as PostHog allows one project. */
const READERS = 3;

/** What a reader is told once, so that answers look like PostHog's. */
const READER_SETTINGS = "SET date_time_output_format = 'iso', " +
  "output_format_json_named_tuples_as_objects = 0, " +
  "output_format_json_quote_64bit_integers = 0, " +
  "output_format_json_escape_forward_slashes = 0, " +
  "transform_null_in = 1, " +
  // A lookup names thousands of uuids.
  "max_query_size = 16777216, " +
  "max_partitions_per_insert_block = 0";

/** How one read is run. */
export interface ReadOptions {
  /** ClickHouse output format. */
  readonly format: string;
  /** Name by which {@linkcode Engine.stop} finds it; letters, digits, `-`. */
  readonly id?: string;
  /** Most seconds it may run; no bound when absent. */
  readonly maxSeconds?: number;
}

/** The engine of one open data directory. */
export class Engine {
  readonly #idle: Reader[];
  readonly #waiting: ((reader: Reader) => void)[] = [];
  readonly #all: readonly Reader[];
  readonly #writer: Connection;
  readonly #control: Connection;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(
    readers: readonly Reader[],
    writer: Connection,
    control: Connection,
  ) {
    this.#all = readers;
    this.#idle = [...readers];
    this.#writer = writer;
    this.#control = control;
  }

  /** Opens the engine on a directory that exists. */
  static async open(dataDir: string): Promise<Engine> {
    const writer = await connect(dataDir);
    const control = await connect(dataDir);
    const readers = await Promise.all(
      Array.from({ length: READERS }, () => Reader.open(dataDir)),
    );
    return new Engine(readers, writer, control);
  }

  /** Runs a read and gives its text. */
  async read(sql: string, options: ReadOptions): Promise<string> {
    const reader = await this.#acquire();
    try {
      return await reader.read(sql, options);
    } finally {
      this.#release(reader);
    }
  }

  /** Runs a read of our own and gives its rows as objects. */
  async rows<Row>(sql: string): Promise<Row[]> {
    const text = await this.read(sql, { format: "JSONEachRow" });
    return text.split("\n").filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  }

  /** Runs a statement that changes something, after those before it. */
  execute(sql: string): Promise<void> {
    return this.#write(async () => {
      await this.#writer.query(sql, "TSV");
    });
  }

  /**
   * Adds rows, given as arrays in the order of the columns; of all the table's
   * columns when none is named.
   */
  insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    const lines = new TextEncoder().encode(text);
    return this.#write(() => this.#writer.insert(table, columns, lines));
  }

  /** Stops a read that was given this id; nothing happens when none runs. */
  async stop(id: string): Promise<void> {
    await this.#control.query(
      `KILL QUERY WHERE query LIKE '%/* ${safeId(id)} */' ASYNC`,
      "TSV",
    );
  }

  /** Waits for running writes, then lets go of the directory. */
  async close(): Promise<void> {
    await this.#lastWrite.catch(() => {});
    for (const reader of this.#all) reader.close();
    this.#control.close();
    this.#writer.close();
    await settled();
  }

  #write(work: () => Promise<void>): Promise<void> {
    const done = this.#lastWrite.catch(() => {}).then(work);
    this.#lastWrite = done;
    return done;
  }

  #acquire(): Promise<Reader> {
    const reader = this.#idle.pop();
    if (reader !== undefined) return Promise.resolve(reader);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(reader: Reader): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(reader);
    else next(reader);
  }
}

/** A connection for reading that remembers the time bound it was given. */
class Reader {
  readonly #connection: Connection;
  #maxSeconds = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(dataDir: string): Promise<Reader> {
    const connection = await connect(dataDir);
    await connection.query(READER_SETTINGS, "TSV");
    return new Reader(connection);
  }

  async read(sql: string, options: ReadOptions): Promise<string> {
    const { format, id, maxSeconds = 0 } = options;
    if (maxSeconds !== this.#maxSeconds) {
      const bound = Number(maxSeconds);
      await this.#connection.query(`SET max_execution_time = ${bound}`, "TSV");
      this.#maxSeconds = maxSeconds;
    }
    const marked = id === undefined ? sql : `${sql} /* ${safeId(id)} */`;
    return await this.#connection.query(marked, format);
  }

  close(): void {
    this.#connection.close();
  }
}

function safeId(id: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(id)) return id;
  throw new ClickHouseError(0, "BAD_ARGUMENTS", "Query id is malformed");
}
