/**
 * What a value from outside is.
 *
 * @module
 */

/** Whether it is a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether it is a number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** Whether it is an object with fields, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list that it is, or none. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The fields that have a value. */
export function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

/** Some of the fields. */
export function pick<Fields extends object, Name extends keyof Fields>(
  from: Fields,
  ...names: readonly Name[]
): Partial<Pick<Fields, Name>> {
  return Object.fromEntries(
    names.map((name) => [name, from[name]]),
  ) as Partial<Pick<Fields, Name>>;
}
