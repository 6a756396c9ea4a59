/**
 * How much of a request is read before it is refused.
 *
 * @module
 */

import { ApiError } from "./api_error.ts";

/** Most bytes of a body; the routes of capture have narrower bounds. */
export const MAX_BODY_BYTES: number = 32 * 1024 * 1024;

/**
 * The same request, whose body fails with a 413 where it is longer than
 * {@linkcode MAX_BODY_BYTES}, whether or not it told its length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const request = new Request("http://localhost", { method: "POST", body: "a" });
 * assertEquals(await withBodyLimit(request).text(), "a");
 * ```
 */
export function withBodyLimit(request: Request): Request {
  if (request.body === null) return request;
  let size = 0;
  const body = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > MAX_BODY_BYTES) controller.error(tooLarge());
        else controller.enqueue(chunk);
      },
    }),
  );
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body });
}

function tooLarge(): ApiError {
  return new ApiError(413, {
    type: "invalid_request",
    code: "request_too_large",
    detail: `The body is longer than ${MAX_BODY_BYTES} bytes`,
  });
}
