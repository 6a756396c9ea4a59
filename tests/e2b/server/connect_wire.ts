/**
 * Connect's JSON codec: envelopes of a server stream, and its errors.
 *
 * @module
 */

const HTTP_STATUS = {
  invalid_argument: 400,
  failed_precondition: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  resource_exhausted: 429,
  internal: 500,
  unknown: 500,
  unimplemented: 501,
  unavailable: 503,
  deadline_exceeded: 504,
} as const;

/** Connect's own word for a failure. */
export type ConnectCode = keyof typeof HTTP_STATUS;

/** What an end-of-stream envelope, or a failed unary call, carries. */
export interface ConnectProblem {
  /** Connect's code. */
  readonly code: ConnectCode;
  /** For people. */
  readonly message: string;
}

/** A failure to be told to the client in Connect's shape. */
export class ConnectFault extends Error {
  /** Connect's code. */
  readonly code: ConnectCode;

  constructor(code: ConnectCode, message: string) {
    super(message);
    this.name = "ConnectFault";
    this.code = code;
  }

  /** The answer to a unary call. */
  toResponse(): Response {
    const { code, message } = this;
    return Response.json({ code, message }, { status: HTTP_STATUS[code] });
  }
}

const encoder = new TextEncoder();
const HEADER_BYTES = 5;
const END_OF_STREAM = 0x02;

/** One message of a stream. */
export function messageFrame(message: unknown): Uint8Array<ArrayBuffer> {
  return frame(0, message);
}

/** The last envelope of a stream, which may never be missing. */
export function endFrame(problem?: ConnectProblem): Uint8Array<ArrayBuffer> {
  if (problem === undefined) return frame(END_OF_STREAM, {});
  const { code, message } = problem;
  return frame(END_OF_STREAM, { error: { code, message } });
}

/** The single message of a request to a server stream. */
export function readFrame(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const body = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length);
  return JSON.parse(new TextDecoder().decode(body));
}

function frame(flags: number, message: unknown): Uint8Array<ArrayBuffer> {
  const body = encoder.encode(JSON.stringify(message));
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  bytes[0] = flags;
  new DataView(bytes.buffer).setUint32(1, body.length);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}
