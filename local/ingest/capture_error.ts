/**
 * How capture refuses: plain text, never JSON ("PostHog API, capture").
 *
 * @module
 */

/** A request that capture does not take. */
export class CaptureError extends Error {
  /** The name of this class. */
  override readonly name = "CaptureError";
  /** HTTP status of the answer. */
  readonly status: number;

  /** The text is the whole body of the answer. */
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }

  /** The answer. */
  toResponse(): Response {
    return new Response(this.message, {
      status: this.status,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
}
