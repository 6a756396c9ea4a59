/**
 * Compression, with what every runtime has.
 *
 * @module
 */

/** A text, or bytes, as gzip. */
export async function gzip(
  data: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
