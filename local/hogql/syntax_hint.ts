/**
 * What other dialects of SQL write, and how HogQL writes it.
 *
 * @module
 */

interface Habit {
  /** How it looks, outside of strings and comments. */
  readonly pattern: RegExp;
  /** What HogQL has instead. */
  readonly hint: string;
}

const HABITS: readonly Habit[] = [
  {
    pattern: /\bextract\s*\(\s*\w+\s+from\b/i,
    hint: "Instead of EXTRACT(hour FROM x) write toHour(x)",
  },
  {
    pattern: /\*\s*(?:except|replace)\b/i,
    hint: "Instead of * EXCEPT (a) write * EXCLUDE (a)",
  },
  {
    pattern:
      /\binterval\s+[\w(){}]+\s+(?:second|minute|hour|day|week|month|quarter|year)s\b/i,
    hint: "Units of INTERVAL are in the singular: INTERVAL 7 DAY",
  },
  {
    pattern: /\blimit\s+\d+\s+percent\b/i,
    hint: "Instead of LIMIT 10 PERCENT write LIMIT 10 %",
  },
  {
    pattern: /\bis\s+(?:not\s+)?(?:true|false)\b/i,
    hint: "Instead of IS TRUE write = true",
  },
  {
    pattern: /\bat\s+time\s+zone\b/i,
    hint: "Instead of AT TIME ZONE write toTimeZone(x, 'Europe/Prague')",
  },
  {
    pattern: /\b(?:date|timestamp)\s*' '/i,
    hint:
      "Instead of DATE '…' write toDate('…'), instead of TIMESTAMP '…' toDateTime('…')",
  },
  {
    pattern: /\bsettings\s+\w+\s*=/i,
    hint: "SETTINGS cannot be changed by a query",
  },
  {
    pattern: /\bin\s*\(\s*\)/i,
    hint: "A list after IN cannot be empty",
  },
  {
    pattern: /\.\s*' '/,
    hint:
      "Instead of properties.'name' write properties.name or properties['name']",
  },
  {
    pattern: /\.-\d/,
    hint: "Instead of properties.list.-1 write properties.list[-1]",
  },
  {
    pattern: /\blike\s+' '\s+escape\b/i,
    hint: "LIKE has no ESCAPE: write \\\\% for a percent sign",
  },
  {
    pattern: /\bglobal\s+(?:in|not\s+in|join)\b/i,
    hint: "HogQL has no GLOBAL: leave it out",
  },
  {
    pattern:
      /^\s*(?:insert|update|delete|create|drop|alter|truncate|show|describe|explain)\b/i,
    hint: "HogQL only reads: a query begins with SELECT or WITH",
  },
  {
    pattern: /<\w[\w\s-]*>/,
    hint: "Put a value in place of <…>",
  },
];

/** Longer texts are not written by hand, and take long to search. */
const LONGEST = 5_000;

const UNKNOWN_ESCAPE = /'(?:[^'\\]|\\['\\nrtbfav0]|'')*\\[^'\\nrtbfav0A-Z]/;
const TEXT_AND_COMMENTS = /'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * How HogQL writes what a text that is not HogQL seems to mean, or nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { syntaxHint } from "./syntax_hint.ts";
 *
 * assertEquals(syntaxHint("SELECT 1 IS TRUE"), "Instead of IS TRUE write = true");
 * assertEquals(syntaxHint("SELECT 'IS TRUE' FROM"), undefined);
 * ```
 */
export function syntaxHint(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = text.replace(
    TEXT_AND_COMMENTS,
    (part) => part.startsWith("'") ? "' '" : " ",
  );
  const habit = HABITS.find(({ pattern }) => pattern.test(plain));
  if (habit !== undefined) return habit.hint;
  return UNKNOWN_ESCAPE.test(text)
    ? "A backslash in a string is written twice: '\\\\d+'"
    : undefined;
}
