/**
 * A download that outlives broken connections.
 *
 * @module
 */

/** Connections that bring nothing new before the download is given up. */
const MAX_BARREN = 3;

/**
 * A stream that, when its source breaks, opens the source again and goes on
 * behind the bytes it has already passed on. The source must not change.
 *
 * @example
 * ```ts
 * import { continued } from "./continued_stream.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const broken = new ReadableStream<Uint8Array>({
 *   start: (controller) => controller.enqueue(new Uint8Array([1, 2])),
 *   pull: (controller) => controller.error(new Error("reset")),
 * }, { highWaterMark: 0 });
 * const whole = () => Promise.resolve(new Response("\x01\x02\x03").body);
 * const bytes = await new Response(continued(broken, whole)).bytes();
 * assertEquals([...bytes], [1, 2, 3]);
 * ```
 */
export function continued(
  first: ReadableStream<Uint8Array>,
  reopen: () => Promise<ReadableStream<Uint8Array> | null | undefined>,
): ReadableStream<Uint8Array> {
  let reader = first.getReader();
  let passed = 0;
  let skip = 0;
  let barren = 0;

  async function next(): Promise<Uint8Array | undefined> {
    const { value } = await reader.read();
    if (value === undefined) return undefined;
    const fresh = value.subarray(Math.min(skip, value.length));
    skip -= value.length - fresh.length;
    if (fresh.length > 0) barren = 0;
    passed += fresh.length;
    return fresh;
  }

  async function again(error: unknown): Promise<void> {
    if (++barren > MAX_BARREN) throw error;
    const source = await reopen();
    if (!source) throw error;
    reader = source.getReader();
    skip = passed;
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        try {
          const chunk = await next();
          if (chunk === undefined) return controller.close();
          if (chunk.length > 0) return controller.enqueue(chunk);
        } catch (error) {
          await again(error);
        }
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
