/**
 * From the bytes of a capture request to its JSON text. SDKs of many years
 * send it plain, gzipped, in base64, as a form field or in the address.
 *
 * @module
 */

import { CaptureError } from "./capture_error.ts";

/** The JSON text of a request; `limit` in bytes holds before and after gzip. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<string> {
  const address = new URL(request.url).searchParams.get("data");
  if (request.method === "GET" || request.method === "HEAD") {
    if (address === null) throw new CaptureError(400, "request holds no event");
    return await decodeText(address, limit);
  }
  const bytes = await collect(request.body, limit);
  if (bytes.length === 0) {
    if (address !== null) return await decodeText(address, limit);
    throw new CaptureError(400, "request holds no event");
  }
  if (isGzip(bytes)) {
    return await decodeText(await unpack(bytes, "gzip", limit), limit);
  }
  return await decodeText(new TextDecoder().decode(bytes), limit);
}

/** Encodings by their name in `Content-Encoding`. */
const ENCODINGS: ReadonlyMap<string, CompressionFormat> = new Map([
  ["gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "brotli"],
]);

/** The text of a request, by its `Content-Encoding`; `limit` holds after it. */
export async function readEncoded(
  request: Request,
  limit: number,
): Promise<string> {
  const bytes = await collect(request.body, limit);
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding === "identity") return new TextDecoder().decode(bytes);
  const format = ENCODINGS.get(encoding);
  if (format !== undefined) return await unpack(bytes, format, limit);
  throw new CaptureError(
    415,
    `cannot read Content-Encoding: ${encoding}; expected one of ${
      [...ENCODINGS.keys()].join(", ")
    }`,
  );
}

async function decodeText(text: string, limit: number): Promise<string> {
  const field = isJson(text) ? undefined : formField(text.trim());
  const trimmed = (field ?? text).trim();
  if (isJson(trimmed)) return trimmed;
  const bytes = fromBase64(trimmed);
  if (isGzip(bytes)) return await unpack(bytes, "gzip", limit);
  return new TextDecoder().decode(bytes);
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** What a form holds as `data`; a form in a form is none. */
function formField(text: string): string | undefined {
  if (!/(?:^|&)data=/.test(text)) return undefined;
  return new URLSearchParams(text).get("data") ?? "";
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;
}

/** A slice is unpacked whole, to up to 1,000 times its size. */
const SLICE_BYTES = 4_096;

function* slices(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    yield new Uint8Array(bytes.subarray(start, start + SLICE_BYTES));
  }
}

async function unpack(
  bytes: Uint8Array,
  format: CompressionFormat,
  limit: number,
): Promise<string> {
  const plain = ReadableStream.from(slices(bytes))
    .pipeThrough(new DecompressionStream(format));
  try {
    return new TextDecoder().decode(await collect(plain, limit));
  } catch (error) {
    if (error instanceof CaptureError) throw error;
    throw new CaptureError(
      400,
      `failed to decode request: invalid ${format} data`,
    );
  }
}

function fromBase64(text: string): Uint8Array {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/")
    .replaceAll(" ", "+");
  try {
    return Uint8Array.from(atob(standard), (letter) => letter.charCodeAt(0));
  } catch {
    throw new CaptureError(
      400,
      "failed to decode request: neither JSON nor base64",
    );
  }
}

async function collect(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > limit) {
      throw new CaptureError(413, "payload too large: limit is " + limit);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined
    ? chunks[0]
    : joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
