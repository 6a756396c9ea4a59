/**
 * Types of HogQL expressions: as much as the printer needs to know.
 *
 * @module
 */

import type { PropertyScope } from "./context.ts";

/** Families of ClickHouse types. */
export type Kind =
  | "String"
  | "Integer"
  | "Float"
  | "Decimal"
  | "Boolean"
  | "Date"
  | "DateTime"
  | "UUID"
  | "Interval"
  | "Array"
  | "Tuple"
  | "Map"
  | "Null"
  | "Unknown";

/** The type of an expression. */
export interface HogQLType {
  /** Its family. */
  readonly kind: Kind;
  /** Whether it may be NULL. */
  readonly nullable: boolean;
  /** What an array holds. */
  readonly item?: HogQLType;
  /** What a tuple holds, in order. */
  readonly items?: readonly HogQLType[];
  /** Set where a String holds a JSON object whose keys can be asked for. */
  readonly json?: PropertyScope;
}

/** Nothing is known, so it may be NULL. */
export const UNKNOWN: HogQLType = { kind: "Unknown", nullable: true };

/** A type that is never NULL. */
export function of(kind: Kind): HogQLType {
  return { kind, nullable: false };
}

/** The same type, but it may be NULL. */
export function nullable(type: HogQLType): HogQLType {
  return type.nullable ? type : { ...type, nullable: true };
}

/** The same type, and it is never NULL. */
export function required(type: HogQLType): HogQLType {
  return type.nullable ? { ...type, nullable: false } : type;
}

/** An array of something. */
export function arrayOf(item: HogQLType): HogQLType {
  return { kind: "Array", nullable: false, item };
}

const NUMBERS: readonly Kind[] = ["Integer", "Float", "Decimal"];

/** Whether it is some number. */
export function isNumber(type: HogQLType): boolean {
  return NUMBERS.includes(type.kind);
}

/** What values of either type have in common. */
export function common(types: readonly HogQLType[]): HogQLType {
  const known = types.filter((type) => type.kind !== "Null");
  const [first] = known;
  if (first === undefined) return { kind: "Null", nullable: true };
  const kind = known.every((type) => type.kind === first.kind)
    ? first.kind
    : known.every(isNumber)
    ? "Float"
    : "Unknown";
  const { json: _, ...rest } = first;
  return {
    ...(kind === first.kind ? rest : { kind }),
    nullable: types.some((type) => type.nullable),
  };
}

/**
 * Reads a type as it is written in CAST.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTypeName } from "./type.ts";
 *
 * assertEquals(parseTypeName("nullable(int64)"), { kind: "Integer", nullable: true });
 * ```
 */
export function parseTypeName(name: string): HogQLType {
  const text = name.trim();
  const inner = /^(\w+)\((.*)\)$/s.exec(text);
  const head = (inner?.[1] ?? text).toLowerCase();
  if (head === "nullable") return nullable(parseTypeName(inner?.[2] ?? ""));
  if (head === "lowcardinality") return parseTypeName(inner?.[2] ?? "");
  if (head === "array") return arrayOf(parseTypeName(inner?.[2] ?? ""));
  if (/^u?int\d*$|^(integer|bigint|smallint)$/.test(head)) return of("Integer");
  if (/^(float|double|real)/.test(head)) return of("Float");
  if (/^(decimal|numeric)/.test(head)) return of("Decimal");
  if (/^(string|text|varchar|char|fixedstring)/.test(head)) return of("String");
  if (/^bool/.test(head)) return of("Boolean");
  if (/^datetime|^timestamp/.test(head)) return of("DateTime");
  if (/^date/.test(head)) return of("Date");
  return head === "uuid" ? of("UUID") : UNKNOWN;
}
