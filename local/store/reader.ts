/**
 * A connection for reading.
 *
 * @module
 */

import { ClickHouseError, connect } from "../chdb.ts";
import type { Connection } from "../chdb.ts";

/** What a reader is told once, so that answers look like PostHog's. */
const SETTINGS = "SET date_time_output_format = 'iso', " +
  "output_format_json_named_tuples_as_objects = 0, " +
  "output_format_json_quote_64bit_integers = 0, " +
  "output_format_json_escape_forward_slashes = 0, " +
  "transform_null_in = 1, " +
  // A lookup names thousands of uuids.
  "max_query_size = 16777216, " +
  // The engine lives in this process: one query must not take all its memory.
  "max_memory_usage = 4294967296, " +
  // Reading is all it is for; only its bound of time changes.
  "readonly = 2";

/** How one read is run. */
export interface ReadOptions {
  /** ClickHouse output format. */
  readonly format: string;
  /** Name by which it can be stopped; letters, digits, `-`. */
  readonly id?: string;
  /** Most seconds it may run; no bound when absent. */
  readonly maxSeconds?: number;
}

/** It remembers the time bound it was given last. */
export class Reader {
  readonly #connection: Connection;
  #maxSeconds = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Opens one more connection to an open directory. */
  static async open(dataDir: string): Promise<Reader> {
    const connection = await connect(dataDir);
    await connection.query(SETTINGS, "TSV");
    return new Reader(connection);
  }

  /** Runs a read and gives its text. */
  async read(sql: string, options: ReadOptions): Promise<string> {
    const { format, id, maxSeconds = 0 } = options;
    if (maxSeconds !== this.#maxSeconds) {
      const bound = Number(maxSeconds);
      await this.#connection.query(`SET max_execution_time = ${bound}`, "TSV");
      this.#maxSeconds = maxSeconds;
    }
    const marked = id === undefined ? sql : `${sql} ${mark(id)}`;
    return await this.#connection.query(marked, format);
  }

  /** Gives the connection back. */
  close(): void {
    this.#connection.close();
  }
}

/**
 * A comment at the end of a statement, by which it is found while it runs.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(mark("a-1").slice(3, 6), "a-1");
 * assertThrows(() => mark("'; DROP TABLE events"));
 * ```
 */
export function mark(id: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(id)) return `/* ${id} */`;
  throw new ClickHouseError(0, "BAD_ARGUMENTS", "Query id is malformed");
}
