/**
 * The demonstration tools that ask back, for MCP's conformance suite. What
 * they ask is sealed with the key of the product's own server.
 *
 * @module
 */

import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

type InputRequests = Parameters<typeof inputRequired>[0]["inputRequests"];
type Asked = NonNullable<InputRequests>;

const done = (words: string) => ({
  content: [{ type: "text" as const, text: words }],
});

function askText(key: string, message: string, field: string): Asked {
  const requestedSchema = z.object({ [field]: z.string() });
  return { [key]: inputRequired.elicit({ message, requestedSchema }) };
}

function askModel(key: string, question: string, maxTokens: number): Asked {
  const content = { type: "text" as const, text: question };
  const messages = [{ role: "user" as const, content }];
  return { [key]: inputRequired.createMessage({ messages, maxTokens }) };
}

const NAME = askText("user_name", "What is your name?", "name");
const ROOTS: Asked = { client_roots: inputRequired.listRoots() };

/** The keys that came back, whatever came with them. */
function answered({ mcpReq }: ServerContext, asked: Asked): boolean {
  return Object.keys(asked).every((key) =>
    inputResponse(mcpReq.inputResponses, key).kind !== "missing"
  );
}

/** Adds the tools and the prompt that ask, and returns the server. */
export function questions(
  key: Uint8Array<ArrayBuffer>,
): (server: McpServer) => McpServer {
  const state = createRequestStateCodec<unknown>({ key });
  return (server) => {
    addAsking(server);
    addSealed(server, state);
    addRounds(server, state);
    addCapabilities(server);
    addElicitations(server);
    server.registerPrompt(
      "test_input_required_result_prompt",
      { description: "Asks for its context" },
      (context: ServerContext) => {
        const asked = askText(
          "user_context",
          "What context should the prompt use?",
          "context",
        );
        if (!answered(context, asked)) {
          return inputRequired({ inputRequests: asked });
        }
        const content = { type: "text" as const, text: "With its context" };
        return { messages: [{ role: "user" as const, content }] };
      },
    );
    return server;
  };
}

/** One question each, and no state. */
function addAsking(server: McpServer): void {
  const simple: Record<string, Asked> = {
    sampling: askModel(
      "capital_question",
      "What is the capital of France?",
      100,
    ),
    list_roots: ROOTS,
  };
  for (const [name, asked] of Object.entries(simple)) {
    tool(
      server,
      name,
      (context) =>
        answered(context, asked)
          ? done(JSON.stringify(context.mcpReq.inputResponses))
          : inputRequired({ inputRequests: asked }),
    );
  }
  tool(server, "elicitation", ({ mcpReq }) => {
    const given = acceptedContent(
      mcpReq.inputResponses,
      "user_name",
      z.object({ name: z.string() }),
    );
    return given === undefined
      ? inputRequired({ inputRequests: NAME })
      : done(`Hello, ${given.name}!`);
  });
}

type Codec = ReturnType<typeof createRequestStateCodec<unknown>>;

/** Questions with a sealed state that must come back whole. */
function addSealed(server: McpServer, state: Codec): void {
  const confirm: Asked = {
    confirm: inputRequired.elicit({
      message: "Please confirm",
      requestedSchema: z.object({ ok: z.boolean() }),
    }),
  };
  const sealed: Record<string, Asked> = {
    request_state: confirm,
    tampered_state: confirm,
    multiple_inputs: {
      ...NAME,
      ...askModel("greeting", "Generate a greeting", 50),
      ...ROOTS,
    },
  };
  for (const [name, asked] of Object.entries(sealed)) {
    tool(server, name, async (context) =>
      answered(context, asked) &&
        context.mcpReq.requestState<string>() === name
        ? done("state-ok")
        : inputRequired({
          inputRequests: asked,
          requestState: await state.mint(name),
        }));
  }
}

/** Two questions, one after the other. */
function addRounds(server: McpServer, state: Codec): void {
  const rounds = [
    askText("step1", "Step 1: What is your name?", "name"),
    askText("step2", "Step 2: What is your favorite color?", "color"),
  ];
  tool(server, "multi_round", async (context) => {
    const asked = context.mcpReq.requestState<number>() ?? 0;
    const previous = rounds[asked - 1];
    const next = previous === undefined || answered(context, previous)
      ? asked
      : asked - 1;
    const inputRequests = rounds[next];
    return inputRequests === undefined
      ? done("Both steps are done")
      : inputRequired({
        inputRequests,
        requestState: await state.mint(next + 1),
      });
  });
}

/** Asks only for what the client says it can do. */
function addCapabilities(server: McpServer): void {
  tool(server, "capabilities", (context) => {
    const envelope: Readonly<Record<string, unknown>> =
      context.mcpReq.envelope ?? {};
    const can = envelope[CLIENT_CAPABILITIES_META_KEY] as
      | Record<string, unknown>
      | undefined ?? {};
    const asked: Asked = {
      ...(can["elicitation"] === undefined ? {} : NAME),
      ...(can["sampling"] === undefined
        ? {}
        : askModel("greeting", "Generate a greeting", 50)),
      ...(can["roots"] === undefined ? {} : ROOTS),
    };
    return Object.keys(asked).length === 0 || answered(context, asked)
      ? done("Nothing to ask")
      : inputRequired({ inputRequests: asked });
  });
}

/** Forms of every kind, and what a client that cannot answer is told. */
function addElicitations(server: McpServer): void {
  const forms = {
    test_elicitation: z.object({ username: z.string(), email: z.string() }),
    test_streaming_elicitation: z.object({ name: z.string() }),
    test_elicitation_sep1034_defaults: z.object({
      name: z.string().default("John Doe"),
      age: z.int().default(30),
      score: z.number().default(95.5),
      status: z.enum(["active", "inactive", "pending"]).default("active"),
      verified: z.boolean().default(true),
    }),
  };
  const titled = [{ const: "value1", title: "First" }];
  const asked: Record<string, Asked> = {
    test_sampling: askModel("answer", "What do you say?", 100),
    test_missing_capability: askModel("answer", "What do you say?", 100),
    test_elicitation_sep1330_enums: {
      form: inputRequired.elicit({
        message: "Choose",
        requestedSchema: {
          type: "object",
          properties: {
            untitledSingle: { type: "string", enum: ["option1", "option2"] },
            titledSingle: { type: "string", oneOf: titled },
            legacyEnum: { type: "string", enum: ["opt1"], enumNames: ["One"] },
            untitledMulti: {
              type: "array",
              items: { type: "string", enum: ["option1", "option2"] },
            },
            titledMulti: { type: "array", items: { anyOf: titled } },
          },
        },
      }),
    },
  };
  for (const [name, requestedSchema] of Object.entries(forms)) {
    const message = "Please fill in";
    const form = inputRequired.elicit({ message, requestedSchema });
    asked[name] = { form };
  }
  for (const [name, inputRequests] of Object.entries(asked)) {
    server.registerTool(
      name,
      { description: name, inputSchema: z.looseObject({}) },
      (_input, context) =>
        answered(context, inputRequests ?? {})
          ? done(JSON.stringify(context.mcpReq.inputResponses))
          : inputRequired({ inputRequests }),
    );
  }
}

type Answer =
  | ReturnType<typeof done>
  | ReturnType<typeof inputRequired>;

function tool(
  server: McpServer,
  name: string,
  handler: (context: ServerContext) => Answer | Promise<Answer>,
): void {
  server.registerTool(
    `test_input_required_result_${name}`,
    { description: name, inputSchema: z.object({}) },
    (_input, context) => handler(context),
  );
}
