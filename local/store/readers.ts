/**
 * Connections for reading: a few at once, the rest wait their turn.
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
  "max_query_size = 16777216";

/** How one read is run. */
export interface ReadOptions {
  /** ClickHouse output format. */
  readonly format: string;
  /** Name by which it can be stopped; letters, digits, `-`. */
  readonly id?: string;
  /** Most seconds it may run; no bound when absent. */
  readonly maxSeconds?: number;
  /** Most milliseconds it may wait for its turn; no bound when absent. */
  readonly maxWaitMs?: number;
}

/** Every reader was busy for too long. */
export class ReadersBusyError extends Error {
  /** The name of this class. */
  override readonly name = "ReadersBusyError";

  /** Says how many there are. */
  constructor(
    /** How many reads run at once. */
    size: number,
  ) {
    super(`Cannot read now: ${size} reads are running, wait for one to end`);
  }
}

type Turn = (reader: Reader) => void;

/** Some connections that take turns. */
export class Readers {
  readonly #all: readonly Reader[];
  readonly #idle: Reader[];
  readonly #waiting = new Set<Turn>();

  private constructor(readers: readonly Reader[]) {
    this.#all = readers;
    this.#idle = [...readers];
  }

  /** Opens as many connections as may read at once. */
  static async open(dataDir: string, size: number): Promise<Readers> {
    const opening = Array.from({ length: size }, () => Reader.open(dataDir));
    return new Readers(await Promise.all(opening));
  }

  /** Runs a read when it is its turn, and gives its text. */
  async read(sql: string, options: ReadOptions): Promise<string> {
    const reader = await this.#turn(options.maxWaitMs);
    try {
      return await reader.read(sql, options);
    } finally {
      this.#giveBack(reader);
    }
  }

  /** Gives all connections back. */
  close(): void {
    for (const reader of this.#all) reader.close();
  }

  #turn(maxWaitMs: number | undefined): Promise<Reader> {
    const reader = this.#idle.pop();
    if (reader !== undefined) return Promise.resolve(reader);
    return new Promise((resolve, reject) => {
      const giveUp = maxWaitMs === undefined ? undefined : setTimeout(() => {
        this.#waiting.delete(take);
        reject(new ReadersBusyError(this.#all.length));
      }, maxWaitMs);
      const take = (reader: Reader) => {
        clearTimeout(giveUp);
        resolve(reader);
      };
      this.#waiting.add(take);
    });
  }

  #giveBack(reader: Reader): void {
    for (const take of this.#waiting) {
      this.#waiting.delete(take);
      return take(reader);
    }
    this.#idle.push(reader);
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
    await connection.query(SETTINGS, "TSV");
    return new Reader(connection);
  }

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

  close(): void {
    this.#connection.close();
  }
}

/** A comment at the end of a statement, by which it is found while it runs. */
export function mark(id: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(id)) return `/* ${id} */`;
  throw new ClickHouseError(0, "BAD_ARGUMENTS", "Query id is malformed");
}
