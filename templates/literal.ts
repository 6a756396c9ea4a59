/**
 * A JSON value as JavaScript source that means exactly that value and that a
 * person can trust when reading it.
 *
 * @module
 */

/** A value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Longest literal that stays on one line, in characters. */
const LINE_WIDTH = 72;

/**
 * What must not stand raw in a source text: control and format characters
 * (bidirectional overrides, zero-width), exotic spaces and line separators,
 * lone surrogates, unassigned and private-use code points, and characters that
 * are drawn as nothing. They could hide what the text says, or be lost in UTF-8.
 */
const UNREADABLE =
  /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Writes a value as a JavaScript literal. Equal values give equal text: keys
 * of nested objects are sorted, those at the top keep their order. A key
 * `__proto__` stays an own key, and `-0` stays `-0`.
 *
 * @example
 * ```ts
 * import { literal } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(literal("a\u202Eb</script>"), '"a\\u202eb\\u003c/script>"');
 * assertEquals(literal({ ["__proto__"]: 1 }), '{ ["__proto__"]: 1 }');
 * ```
 */
export function literal(value: JsonValue): string {
  return write(value, "", false);
}

function write(value: JsonValue, indent: string, sorted: boolean): string {
  if (typeof value === "string") return quote(value);
  if (Object.is(value, -0)) return "-0";
  if (value === null || typeof value !== "object") return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, inner, true));
    return enclose("[", items, "]", indent);
  }
  const entries = Object.entries(value);
  if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(([key, item]) =>
    `${writeKey(key)}: ${write(item, inner, true)}`
  );
  return enclose("{", members, "}", indent);
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  indent: string,
): string {
  if (parts.length === 0) return open + close;
  const pad = open === "{" ? " " : "";
  const line = `${open}${pad}${parts.join(", ")}${pad}${close}`;
  if (line.length + indent.length <= LINE_WIDTH && !line.includes("\n")) {
    return line;
  }
  const lines = parts.map((part) => `${indent}  ${part},\n`);
  return `${open}\n${lines.join("")}${indent}${close}`;
}

/** `{ "__proto__": x }` would set the prototype; a computed key does not. */
function writeKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

function quote(text: string): string {
  return JSON.stringify(text)
    .replace(UNREADABLE, escape)
    .replaceAll("</", "\\u003c/")
    .replaceAll("<!--", "\\u003c!--");
}

function escape(character: string): string {
  let escaped = "";
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
