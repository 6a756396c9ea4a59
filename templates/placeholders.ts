/**
 * `{{name}}` in a template someone wrote as a text.
 *
 * @module
 */

import { type Node, parse } from "acorn";
import { TemplateError } from "./errors.ts";
import { type JsonValue, literal } from "./literal.ts";

const PLACEHOLDER = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

/** Names of the placeholders in a text, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((m) => m[1] ?? ""))];
}

/**
 * Replaces each placeholder by its value as a literal, in one pass: what a
 * value contains is never looked at again.
 */
export function fillPlaceholders(
  text: string,
  values: Readonly<Record<string, JsonValue>>,
): string {
  return text.replace(
    PLACEHOLDER,
    (_, name: string) => `(${literal(values[name] ?? null)})`,
  );
}

/**
 * Makes sure that each placeholder stands where a value stands. Inside a
 * string, a template literal or a comment a value could end it and go on as
 * code, so that is refused when the template is defined.
 *
 * @throws {TemplateError} naming the placeholder and what to write instead
 */
export function checkPlaceholders(
  template: string,
  text: string,
  known: readonly string[],
): void {
  const names = placeholders(text);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new TemplateError(
      `Cannot define "${template}": its script has {{${stranger}}}, but its parameters are ${
        known.join(", ") || "none"
      }`,
    );
  }
  if (names.length === 0) return;
  const prefix = unusedName(text);
  const marked = text.replace(
    PLACEHOLDER,
    (_, name: string) => `(${prefix}${name})`,
  );
  const used = identifiers(parseModule(template, marked), prefix);
  parseModule(template, text.replace(PLACEHOLDER, "(null)"));
  for (const name of names) {
    const written = text.matchAll(PLACEHOLDER)
      .filter((match) => match[1] === name).toArray().length;
    if (written !== used.filter((id) => id === prefix + name).length) {
      throw new TemplateError(
        `Cannot define "${template}": {{${name}}} stands inside a string, a template literal, a pattern or a comment; write it bare, as in \`const value = {{${name}}};\`, and bind it in HogQL through \`values\``,
      );
    }
  }
}

function unusedName(text: string): string {
  let prefix = "placeholder_";
  while (text.includes(prefix)) prefix += "_";
  return prefix;
}

function parseModule(template: string, source: string): Node {
  try {
    return parse(source, { ecmaVersion: "latest", sourceType: "module" });
  } catch (error) {
    throw new TemplateError(
      `Cannot define "${template}": its script is not JavaScript with values for its placeholders: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

/** Every identifier with the prefix. */
function identifiers(tree: Node, prefix: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("type" in value && value.type === "Identifier" && "name" in value) {
      const name = String(value.name);
      if (name.startsWith(prefix)) found.push(name);
    }
    Object.values(value).forEach(visit);
  };
  visit(tree);
  return found;
}
