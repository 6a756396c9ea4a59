/**
 * Results too large for one answer, kept so that they can be read in pieces.
 *
 * @module
 */

/** A piece of a kept result. */
export interface ResultPage {
  /** Rows where the result is a list, else a part of its JSON text. */
  readonly part: readonly unknown[] | string;
  /** Where this part begins: a row, or a character. */
  readonly offset: number;
  /** How many rows or characters there are in all. */
  readonly total: number;
  /** Where the next part begins, or `null` at the end. */
  readonly next: number | null;
}

/** Keeps the latest results under a handle each; the oldest goes first. */
export class ResultStore {
  readonly #kept = new Map<string, readonly unknown[] | string>();
  readonly #capacity: number;

  /** Keeps at most `capacity` results at a time. */
  constructor(capacity = 20) {
    this.#capacity = capacity;
  }

  /**
   * Keeps a value. A list is read row by row, unless one of its rows is larger
   * than a whole page: then, like any other value, as JSON text.
   *
   * @param value Plain JSON.
   * @param maxCharacters Size of the pages it will be read in.
   * @returns The handle, for example `result_3f2a91c0`.
   */
  keep(value: unknown, maxCharacters: number): string {
    const handle = `result_${crypto.randomUUID().slice(0, 8)}`;
    const byRow = Array.isArray(value) &&
      value.every((row) => JSON.stringify(row).length + 3 <= maxCharacters);
    this.#kept.set(handle, byRow ? value : JSON.stringify(value));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#capacity) break;
      this.#kept.delete(oldest);
    }
    return handle;
  }

  /** The handles that can be read now, oldest first. */
  handles(): string[] {
    return [...this.#kept.keys()];
  }

  /**
   * Reads on: as many rows from `offset` as fit `maxCharacters` of JSON but at
   * least one, or as much of the text where the result is no list.
   *
   * @returns The page, or `undefined` for an unknown handle.
   */
  read(
    handle: string,
    offset: number,
    maxCharacters: number,
  ): ResultPage | undefined {
    const value = this.#kept.get(handle);
    if (value === undefined) return undefined;
    const part = typeof value === "string"
      ? fittingText(value, offset, maxCharacters)
      : fittingRows(value, offset, maxCharacters);
    const end = offset + part.length;
    return {
      part,
      offset,
      total: value.length,
      next: end < value.length ? end : null,
    };
  }
}

/** The longest run of rows from `offset` whose JSON fits, at least one. */
function fittingRows(
  rows: readonly unknown[],
  offset: number,
  maxCharacters: number,
): unknown[] {
  const fitting: unknown[] = [];
  let characters = 2;
  for (const row of rows.slice(offset)) {
    characters += JSON.stringify(row).length + 1;
    if (characters > maxCharacters && fitting.length > 0) break;
    fitting.push(row);
  }
  return fitting;
}

/** Text from `offset` that fits with what JSON adds to it: `\\n` for a line's end. */
function fittingText(
  text: string,
  offset: number,
  maxCharacters: number,
): string {
  let part = text.slice(offset, offset + maxCharacters);
  while (JSON.stringify(part).length > maxCharacters) {
    part = part.slice(0, part.length >> 1);
  }
  return part;
}
