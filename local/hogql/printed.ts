/**
 * An expression that has been printed.
 *
 * @module
 */

import type { HogQLType } from "./type.ts";

/** SQL together with what is known about it. */
export interface Printed {
  /** ClickHouse SQL. */
  readonly sql: string;
  /** The type of the value. */
  readonly type: HogQLType;
  /**
   * A time column before its conversion to the project's time zone: the same
   * instant, and usable with the table's index.
   */
  readonly instant?: string;
  /**
   * A property as plain text, where it is compared with plain text: the same
   * outcome as the full form, in half the time.
   */
  readonly plain?: string;
  /** For a property: the JSON it is in, and the keys that lead to it. */
  readonly property?: {
    readonly object: string;
    readonly path: readonly (string | number)[];
  };
  /** The literal value, where it is one. */
  readonly constant?: string | number | boolean | null;
}

/** An expression of which nothing but the type is known. */
export function printed(sql: string, type: HogQLType): Printed {
  return { sql, type };
}
