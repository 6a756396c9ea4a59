/**
 * The audit trail: a file of JSON lines, each holding the hash of the one
 * before, so that none can be changed, moved or taken out unnoticed.
 *
 * @module
 */

import { sha256 } from "../digest.ts";
import { redacted } from "../redact.ts";
import type { AuditRecord } from "./record.ts";

/** A line of the file: the record, and its place in the chain. */
export interface AuditLine extends AuditRecord {
  /** SHA-256 (hex) of the line without this field. */
  readonly hash: string;
  /** The hash of the line before; `null` in the first. */
  readonly previous: string | null;
}

/** Whether a trail is as it was written. */
export interface AuditVerdict {
  /** Whether every line is whole and in its place. */
  readonly isWhole: boolean;
  /** Lines that were read. */
  readonly lines: number;
  /** The last good hash: keep it elsewhere, and a cut-off end shows too. */
  readonly lastHash: string | null;
  /** The first line that is not right, and why. */
  readonly problem?: { readonly line: number; readonly reason: string };
}

const HASH_LENGTH = 64;
const LINE_START = '{"hash":"';
const CHUNK_BYTES = 64 * 1024;

/**
 * Appends a record. Several programs may write to one file: each line is
 * written under the file's lock.
 */
export async function appendAudit(
  path: string,
  record: AuditRecord,
  secret: string,
): Promise<void> {
  using file = await Deno.open(path, {
    read: true,
    write: true,
    create: true,
    mode: 0o600,
  });
  await file.lock(true);
  const last = await lastLine(file);
  const previous = last === "" ? null : hashIn(last.trimEnd());
  const rest = redacted(JSON.stringify({ previous, ...record }), secret);
  const line = `${LINE_START}${await sha256(rest)}",${rest.slice(1)}\n`;
  // A program that died while writing left half a line: it stays, alone.
  const text = last === "" || last.endsWith("\n") ? line : `\n${line}`;
  await file.seek(0, Deno.SeekMode.End);
  await writeAll(file, new TextEncoder().encode(text));
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
}

/**
 * Reads the records of a trail, oldest first. Lines that cannot be read are
 * left out; {@linkcode verifyAudit} names them.
 *
 * @example
 * ```ts
 * import { readAudit } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * const runs = await Array.fromAsync(readAudit(path));
 * assertEquals(runs, []);
 * await Deno.remove(path);
 * ```
 */
export async function* readAudit(path: string): AsyncGenerator<AuditLine> {
  for await (const text of linesOf(path)) {
    const line = parseLine(text);
    if (line !== undefined) yield line;
  }
}

/**
 * Checks every line against its hash and the one before.
 *
 * @example
 * ```ts
 * import { verifyAudit } from "@posthog-driver/posthog-driver/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * assertEquals((await verifyAudit(path)).isWhole, true);
 * await Deno.remove(path);
 * ```
 */
export async function verifyAudit(path: string): Promise<AuditVerdict> {
  let lines = 0;
  let lastHash: string | null = null;
  for await (const text of linesOf(path)) {
    lines += 1;
    const reason = await wrongWith(text, lastHash);
    if (reason !== undefined) {
      return {
        isWhole: false,
        lines,
        lastHash,
        problem: { line: lines, reason },
      };
    }
    lastHash = hashIn(text);
  }
  return { isWhole: true, lines, lastHash };
}

async function wrongWith(
  text: string,
  lastHash: string | null,
): Promise<string | undefined> {
  const line = parseLine(text);
  if (line === undefined) return "It is not a whole audit line";
  const rest = `{${text.slice(LINE_START.length + HASH_LENGTH + 2)}`;
  if (await sha256(rest) !== line.hash) {
    return "It was changed after it was written";
  }
  if (line.previous !== lastHash) {
    return "The line before it was changed, moved or taken out";
  }
  return undefined;
}

function parseLine(text: string): AuditLine | undefined {
  if (!text.startsWith(LINE_START)) return undefined;
  try {
    // Written by this module; what was changed since does not match its hash.
    return JSON.parse(text) as AuditLine;
  } catch {
    return undefined;
  }
}

function hashIn(text: string): string {
  return text.slice(LINE_START.length, LINE_START.length + HASH_LENGTH);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await Deno.open(path);
  let pending = "";
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    yield* lines;
  }
  if (pending !== "") yield pending;
}

/** The last line, with its end if it has one; read from behind. */
async function lastLine(file: Deno.FsFile): Promise<string> {
  const { size } = await file.stat();
  let from = size;
  let text = "";
  while (from > 0 && !text.slice(0, -1).includes("\n")) {
    const length = Math.min(CHUNK_BYTES, from);
    from -= length;
    text = await readAt(file, from, size - from);
  }
  return text.slice(text.lastIndexOf("\n", text.length - 2) + 1);
}

async function readAt(
  file: Deno.FsFile,
  offset: number,
  length: number,
): Promise<string> {
  await file.seek(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return new TextDecoder().decode(bytes.subarray(0, filled));
}
