/**
 * A small server that speaks the Anthropic Messages API, streaming and not,
 * and plays an assistant that a test wrote.
 *
 * @module
 */

/** A content block of an assistant's turn. */
export type Block =
  | { type: "text"; text: string }
  | { type: "tool_use"; name: string; input: unknown; rawInput?: string };

/** One turn of the scripted assistant. */
export interface Turn {
  readonly content: readonly Block[];
  /** Default: `tool_use` where a block is one, else `end_turn`. */
  readonly stopReason?: string;
  /** Ends the stream after this many events, without `message_stop`. */
  readonly cutAfter?: number;
  /** Answers with this status instead of a message. */
  readonly status?: number;
}

/** What the server understood of a request. */
export interface MessagesRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { name: string; description?: string }[];
  readonly messages: readonly { role: string; content: unknown }[];
  readonly [key: string]: unknown;
}

/** Decides what the assistant says; `turn` counts requests from 0. */
export type Assistant = (request: MessagesRequest, turn: number) => Turn;

/** A running server and what it was asked. */
export interface MessagesServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: MessagesRequest[];
}

/** Starts the server on a free loopback port. */
export function serveMessages(assistant: Assistant): MessagesServer {
  const requests: MessagesRequest[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const url = new URL(request.url);
      if (request.method !== "POST" || url.pathname !== "/v1/messages") {
        await request.body?.cancel();
        return error(404, "not_found_error", `No route ${url.pathname}`);
      }
      const body: MessagesRequest = await request.json();
      const turn = assistant(body, requests.length);
      requests.push(body);
      if (turn.status !== undefined) {
        return error(turn.status, "overloaded_error", "Scripted failure");
      }
      const id = `msg_${requests.length}`;
      return body.stream === true
        ? stream(id, body.model, turn)
        : Response.json(message(id, body.model, turn), { headers: ids(id) });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** All tool results in a request, whatever message they sit in. */
export function toolResults(
  request: MessagesRequest,
): { tool_use_id: string; text: string; isError: boolean }[] {
  return request.messages.flatMap(({ content }) =>
    Array.isArray(content) ? content : []
  ).filter((block) => block.type === "tool_result").map((block) => ({
    tool_use_id: block.tool_use_id,
    text: typeof block.content === "string"
      ? block.content
      : block.content.map((part: { text?: string }) => part.text ?? "").join(
        "",
      ),
    isError: block.is_error === true,
  }));
}

const USAGE = { input_tokens: 100, output_tokens: 20 };

function ids(id: string): Record<string, string> {
  return { "request-id": `req_${id}` };
}

function error(status: number, type: string, text: string): Response {
  return Response.json(
    { type: "error", error: { type, message: text } },
    { status, headers: { "request-id": "req_error" } },
  );
}

function stopReason(turn: Turn): string {
  return turn.stopReason ??
    (turn.content.some(({ type }) => type === "tool_use")
      ? "tool_use"
      : "end_turn");
}

function message(id: string, model: string, turn: Turn): unknown {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: turn.content.map((block, index) => wire(id, index, block)),
    stop_reason: stopReason(turn),
    stop_sequence: null,
    usage: USAGE,
  };
}

function wire(id: string, index: number, block: Block): unknown {
  if (block.type === "text") return block;
  return {
    type: "tool_use",
    id: `toolu_${id}_${index}`,
    name: block.name,
    input: block.input,
  };
}

function stream(id: string, model: string, turn: Turn): Response {
  const events = [...streamEvents(id, model, turn)];
  const sent = turn.cutAfter === undefined
    ? events
    : events.slice(0, turn.cutAfter);
  const text = sent
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join("");
  return new Response(text, {
    headers: { "content-type": "text/event-stream", ...ids(id) },
  });
}

function* streamEvents(
  id: string,
  model: string,
  turn: Turn,
): Generator<{ type: string; [key: string]: unknown }> {
  yield {
    type: "message_start",
    message: {
      id,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...USAGE, output_tokens: 1 },
    },
  };
  for (const [index, block] of turn.content.entries()) {
    yield* blockEvents(id, index, block);
  }
  yield {
    type: "message_delta",
    delta: { stop_reason: stopReason(turn), stop_sequence: null },
    usage: USAGE,
  };
  yield { type: "message_stop" };
}

function* blockEvents(
  id: string,
  index: number,
  block: Block,
): Generator<{ type: string; [key: string]: unknown }> {
  if (block.type === "text") {
    yield {
      type: "content_block_start",
      index,
      content_block: { type: "text", text: "" },
    };
    for (const piece of block.text.match(/[\s\S]{1,40}/g) ?? []) {
      yield {
        type: "content_block_delta",
        index,
        delta: { type: "text_delta", text: piece },
      };
    }
  } else {
    yield {
      type: "content_block_start",
      index,
      content_block: {
        type: "tool_use",
        id: `toolu_${id}_${index}`,
        name: block.name,
        input: {},
      },
    };
    yield {
      type: "content_block_delta",
      index,
      delta: {
        type: "input_json_delta",
        partial_json: block.rawInput ?? JSON.stringify(block.input),
      },
    };
  }
  yield { type: "content_block_stop", index };
}
