/**
 * Moments as PostHog's API writes them: ISO 8601 in the zone of the column,
 * microseconds only where there are any.
 *
 * @module
 */

/** Writes the moments in a value; the value has the type it was made for. */
export type MomentWriter = (value: unknown) => unknown;

/**
 * The writer for a ClickHouse type; nothing when it holds no moments.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const write = momentWriter("Array(DateTime64(3, 'Europe/Prague'))");
 * assertEquals(write?.(["2026-07-01T10:00:00.500Z"]), [
 *   "2026-07-01T12:00:00.500000+02:00",
 * ]);
 * assertEquals(momentWriter("Nullable(String)"), undefined);
 * ```
 */
export function momentWriter(type: string): MomentWriter | undefined {
  if (!type.includes("DateTime")) return undefined;
  const [name, parts] = split(type);
  if (name === "DateTime" || name === "DateTime64") {
    return writerIn(parts.at(-1)?.replace(/^'|'$/g, "") ?? "UTC");
  }
  if (name === "Array") return listWriter(parts[0] ?? "");
  if (name === "Tuple") return tupleWriter(parts);
  if (name === "Map") return mapWriter(parts[1] ?? "");
  const inner = momentWriter(parts[0] ?? "");
  return inner === undefined
    ? undefined
    : (value) => value === null ? null : inner(value);
}

/** `Name(a, b(c, d))` as its name and the parts between its brackets. */
function split(type: string): [string, string[]] {
  const open = type.indexOf("(");
  if (open < 0) return [type, []];
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open + 1; at < type.length; at++) {
    const letter = type[at];
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (depth < 0 || (letter === "," && depth === 0)) {
      parts.push(type.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [type.slice(0, open), parts];
}

function listWriter(type: string): MomentWriter | undefined {
  const inner = momentWriter(type);
  if (inner === undefined) return undefined;
  return (value) => Array.isArray(value) ? value.map(inner) : value;
}

/** Parts may carry a name: `Tuple(at DateTime, n UInt8)`. */
function tupleWriter(types: readonly string[]): MomentWriter {
  const inner = types.map((type) => momentWriter(type.replace(/^\w+ /, "")));
  return (value) =>
    Array.isArray(value)
      ? value.map((item, index) => inner[index]?.(item) ?? item)
      : value;
}

function mapWriter(type: string): MomentWriter | undefined {
  const inner = momentWriter(type);
  if (inner === undefined) return undefined;
  return (value) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, inner(item)]),
      )
      : value;
}

/** ClickHouse gives every moment in UTC, with all digits of its precision. */
function writerIn(timezone: string): MomentWriter {
  const offsets = new Map<string, number>();
  return (value) => {
    if (typeof value !== "string") return value;
    const fraction = /\.(\d+)Z$/.exec(value)?.[1] ?? "";
    const micros = /^0*$/.test(fraction) ? "" : `.${fraction.padEnd(6, "0")}`;
    const seconds = value.slice(0, 19);
    if (timezone === "UTC") return `${seconds}${micros}Z`;
    const minutes = offsetAt(seconds, timezone, offsets);
    const shifted = new Date(Date.parse(`${seconds}Z`) + minutes * 60_000);
    return shifted.toISOString().slice(0, 19) + micros + written(minutes);
  };
}

/** Zones change their offset at quarters of an hour at most. */
function offsetAt(
  seconds: string,
  timezone: string,
  known: Map<string, number>,
): number {
  const key = seconds.slice(0, 15);
  const offset = known.get(key) ?? Math.round(
    Temporal.Instant.from(`${seconds}Z`).toZonedDateTimeISO(timezone)
      .offsetNanoseconds / 60e9,
  );
  known.set(key, offset);
  return offset;
}

function written(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, "0");
  const rest = String(size % 60).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${hours}:${rest}`;
}
