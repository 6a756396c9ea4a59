/**
 * A person while the server knows it.
 *
 * @module
 */

/** Properties of a person or a group. */
export type Properties = Record<string, unknown>;

/** A person, and which of its distinct_ids are in memory. */
export class Person {
  /** Its UUID. */
  readonly id: string;
  /** When it was first seen: microseconds since 1970. */
  createdAt: number;
  /** Whether `$identify` has named it. */
  isIdentified: boolean;
  /** Distinct_ids in memory; all of them once `knowsAllIds`. */
  readonly distinctIds: Set<string> = new Set();
  /** Whether {@linkcode distinctIds} is complete. */
  knowsAllIds = false;
  #properties: Properties;
  #json: string | undefined;

  /** A person with the properties it has now. */
  constructor(
    id: string,
    createdAt: number,
    properties: Properties,
    isIdentified: boolean,
  ) {
    this.id = id;
    this.createdAt = createdAt;
    this.isIdentified = isIdentified;
    this.#properties = properties;
  }

  /** What is known about the person. */
  get properties(): Properties {
    return this.#properties;
  }

  /** The properties as JSON, made once between changes. */
  get json(): string {
    return this.#json ??= JSON.stringify(this.#properties);
  }

  /** Replaces the properties. */
  update(properties: Properties): void {
    this.#properties = properties;
    this.#json = undefined;
  }
}

/**
 * What `$set`, `$set_once` and `$unset` make of properties; the same object
 * when nothing changes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   withChanges({ plan: "free", old: 1 }, { plan: "pro" }, { from: "ad" }, ["old"]),
 *   { plan: "pro", from: "ad" },
 * );
 * const same = { plan: "pro" };
 * assertEquals(withChanges(same, { plan: "pro" }, {}, []) === same, true);
 * ```
 */
export function withChanges(
  properties: Properties,
  set: Properties,
  setOnce: Properties,
  unset: readonly string[],
): Properties {
  const changed = new Map<string, unknown>();
  for (const [name, value] of Object.entries(setOnce)) {
    if (!Object.hasOwn(properties, name)) changed.set(name, value);
  }
  for (const [name, value] of Object.entries(set)) {
    if (!Object.hasOwn(properties, name) || !same(properties[name], value)) {
      changed.set(name, value);
    } else {
      changed.delete(name);
    }
  }
  const removed = unset.filter((name) => Object.hasOwn(properties, name));
  if (changed.size === 0 && removed.length === 0) return properties;
  const result = Object.fromEntries([
    ...Object.entries(properties),
    ...changed,
  ]);
  for (const name of removed) delete result[name];
  return result;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
