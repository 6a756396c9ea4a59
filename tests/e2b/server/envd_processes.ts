/**
 * envd's process service: two server streams and a few unary calls.
 *
 * @module
 */

import { z } from "zod";
import type { Box } from "./box.ts";
import type { BoxProcess } from "./box_process.ts";
import { ConnectFault, endFrame, readFrame } from "./connect_wire.ts";

const KEEPALIVE_S = 90;

const selector = z.object({ pid: z.number().int() });
const startRequest = z.object({
  process: z.object({
    cmd: z.string(),
    args: z.array(z.string()).default([]),
    envs: z.record(z.string(), z.string()).default({}),
    cwd: z.string().default(""),
  }),
  stdin: z.boolean().default(false),
});
const connectRequest = z.object({ process: selector });
const inputRequest = z.object({
  process: selector,
  input: z.object({ stdin: z.string() }),
});
const signalRequest = z.object({
  process: selector,
  signal: z.enum(["SIGNAL_SIGKILL", "SIGNAL_SIGTERM"]),
});

/** How quickly keepalives come, where a test wants them sooner. */
export interface StreamOptions {
  /** Overrides what the client asks for, in milliseconds. */
  readonly keepaliveMs?: number | undefined;
}

/** `Start` and `Connect`: a stream of events, or of one error. */
export async function processStream(
  box: Box,
  method: string,
  request: Request,
  { keepaliveMs }: StreamOptions,
): Promise<Response> {
  const type = "application/connect+json";
  if (request.headers.get("content-type") !== type) {
    return new Response("unsupported content type", { status: 415 });
  }
  const message = readFrame(await request.bytes());
  const ping = Number(
    request.headers.get("keepalive-ping-interval") ?? KEEPALIVE_S,
  );
  const how = { keepaliveMs: keepaliveMs ?? ping * 1000, ...deadline(request) };
  return new Response(open(box, method, message, how), {
    headers: { "content-type": type },
  });
}

/** One unary call of `process.Process`. */
export async function processCall(
  box: Box,
  method: string,
  body: unknown,
): Promise<Response> {
  switch (method) {
    case "List":
      return Response.json({ processes: box.processes.flatMap(described) });
    case "SendInput": {
      const { process, input } = inputRequest.parse(body);
      await box.process(process.pid).write(Uint8Array.fromBase64(input.stdin));
      return Response.json({});
    }
    case "SendSignal": {
      const { process, signal } = signalRequest.parse(body);
      const name = signal === "SIGNAL_SIGKILL" ? "SIGKILL" : "SIGTERM";
      box.process(process.pid).signal(name);
      return Response.json({});
    }
    case "CloseStdin":
      await box.process(connectRequest.parse(body).process.pid).closeInput();
      return Response.json({});
    default:
      throw new ConnectFault("unimplemented", `${method} is not implemented`);
  }
}

function open(
  box: Box,
  method: string,
  message: unknown,
  how: { readonly keepaliveMs: number; readonly deadlineMs?: number },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  try {
    if (method === "Connect") {
      const { process } = connectRequest.parse(message);
      return box.process(process.pid).listen(how);
    }
    const { process: { cmd, args, envs, cwd }, stdin } = startRequest.parse(
      message,
    );
    const started = box.start({ cmd, args, env: envs, cwd, stdin });
    return started.listen({ ...how, onDeadline: () => kill(started) });
  } catch (error) {
    if (error instanceof ConnectFault) {
      return ReadableStream.from([endFrame(error)]);
    }
    throw error;
  }
}

function kill(process: BoxProcess): void {
  try {
    process.signal("SIGKILL");
  } catch {
    // It ended at the same moment.
  }
}

function deadline(request: Request): { readonly deadlineMs?: number } {
  const header = request.headers.get("connect-timeout-ms");
  return header === null ? {} : { deadlineMs: Number(header) };
}

function described({ pid, config, endedAt }: BoxProcess): unknown[] {
  if (endedAt !== undefined) return [];
  const { cmd, args, env, cwd } = config;
  return [{ pid, config: { cmd, args, envs: env, cwd } }];
}
