/**
 * The shape of an error of E2B's control plane.
 *
 * @module
 */

/** An error to be answered as `{ code, message }` with that status. */
export class ApiFault extends Error {
  /** HTTP status, repeated in the body as `code`. */
  readonly status: number;
  /** Headers of the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "ApiFault";
    this.status = status;
    this.headers = headers;
  }

  /** The answer. */
  toResponse(): Response {
    return Response.json({ code: this.status, message: this.message }, {
      status: this.status,
      headers: this.headers,
    });
  }
}
