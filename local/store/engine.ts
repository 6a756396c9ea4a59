/**
 * ClickHouse as the rest of the embedded PostHog sees it: reads that run side
 * by side, writes one after another, and a way to stop a read.
 *
 * @module
 */

import { connect, settled } from "../chdb.ts";
import type { Connection } from "../chdb.ts";
import { mark, Readers } from "./readers.ts";
import type { ReadOptions } from "./readers.ts";

/** As many API queries run at once as PostHog allows one project. */
const QUERIES_AT_ONCE = 3;

/** Reads of our own never wait behind somebody's long query. */
const OWN_READS_AT_ONCE = 2;

/** The engine of one open data directory. */
export class Engine {
  readonly #queries: Readers;
  readonly #own: Readers;
  readonly #writer: Connection;
  readonly #control: Connection;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(
    queries: Readers,
    own: Readers,
    writer: Connection,
    control: Connection,
  ) {
    this.#queries = queries;
    this.#own = own;
    this.#writer = writer;
    this.#control = control;
  }

  /** Opens the engine on a directory that exists. */
  static async open(dataDir: string): Promise<Engine> {
    const writer = await connect(dataDir);
    const control = await connect(dataDir);
    const queries = await Readers.open(dataDir, QUERIES_AT_ONCE);
    const own = await Readers.open(dataDir, OWN_READS_AT_ONCE);
    return new Engine(queries, own, writer, control);
  }

  /**
   * Runs somebody's query and gives its text.
   *
   * @throws {ClickHouseError} ClickHouse would not finish it.
   * @throws {ReadersBusyError} Others ran for longer than it would wait.
   */
  read(sql: string, options: ReadOptions): Promise<string> {
    return this.#queries.read(sql, options);
  }

  /** Runs a read of our own and gives its rows as objects. */
  async rows<Row>(sql: string): Promise<Row[]> {
    const text = await this.#own.read(sql, { format: "JSONEachRow" });
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
      `KILL QUERY WHERE query LIKE '%${mark(id)}' ASYNC`,
      "TSV",
    );
  }

  /** Waits for running writes, then lets go of the directory. */
  async close(): Promise<void> {
    await this.#lastWrite.catch(() => {});
    this.#queries.close();
    this.#own.close();
    this.#control.close();
    this.#writer.close();
    await settled();
  }

  #write(work: () => Promise<void>): Promise<void> {
    const done = this.#lastWrite.catch(() => {}).then(work);
    this.#lastWrite = done;
    return done;
  }
}
