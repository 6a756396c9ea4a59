/**
 * Errors in the shape of PostHog's private API ("PostHog API, errors").
 *
 * @module
 */

/** PostHog's classes of error. */
export type ApiErrorType =
  | "authentication_error"
  | "invalid_request"
  | "server_error"
  | "throttled_error"
  | "validation_error";

/** What an answer that is an error says. */
export interface ApiErrorBody {
  /** PostHog's class of error. */
  readonly type: ApiErrorType;
  /** What exactly. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** The field of the request that is wrong, where there is one. */
  readonly attr: string | null;
}

/** An error that is also the answer. */
export class ApiError extends Error {
  /** The name of this class. */
  override readonly name = "ApiError";
  /** HTTP status. */
  readonly status: number;
  /** The JSON body. */
  readonly body: ApiErrorBody;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;

  /** An error with its status; `attr` is null unless given. */
  constructor(
    status: number,
    body: Omit<ApiErrorBody, "attr"> & { readonly attr?: string | null },
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.detail);
    this.status = status;
    this.body = { ...body, attr: body.attr ?? null };
    this.headers = headers;
  }

  /** A value in the request is wrong: 400. */
  static validation(
    detail: string,
    attr: string | null = null,
    code = "invalid_input",
  ): ApiError {
    return new ApiError(400, { type: "validation_error", code, detail, attr });
  }

  /** There is no such object or endpoint: 404. */
  static notFound(detail = "Not found."): ApiError {
    return new ApiError(404, {
      type: "invalid_request",
      code: "not_found",
      detail,
    });
  }

  /** The object does not allow this: 405. */
  static methodNotAllowed(method: string, allow = ""): ApiError {
    return new ApiError(405, {
      type: "invalid_request",
      code: "method_not_allowed",
      detail: `Method "${method}" not allowed.`,
    }, allow === "" ? {} : { allow });
  }

  /** The answer. */
  toResponse(): Response {
    return Response.json(this.body, {
      status: this.status,
      headers: this.headers,
    });
  }
}
