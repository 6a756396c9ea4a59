/**
 * The demonstration tools, prompts and resources that MCP's conformance suite
 * calls by name, put onto the product's server for a test run only.
 *
 * @module
 */

import {
  fromJsonSchema,
  type McpServer,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** A red PNG of one pixel, and a WAV file without a sound. */
const IMAGE = {
  type: "image" as const,
  mimeType: "image/png",
  data:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
};
const AUDIO = {
  type: "audio" as const,
  mimeType: "audio/wav",
  data: "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=",
};

const text = (words: string) => ({ type: "text" as const, text: words });

function resource(uri: string, words: string, mimeType = "text/plain") {
  return {
    type: "resource" as const,
    resource: { uri, mimeType, text: words },
  };
}

/** Adds everything and returns the server. */
export function withFixtures(server: McpServer): McpServer {
  addTools(server);
  addSchemas(server);
  addLogging(server);
  addResources(server);
  addSubscriptions(server);
  addPrompts(server);
  return server;
}

function addTools(server: McpServer): void {
  const contents = {
    test_simple_text: [text("This is a simple text response for testing.")],
    test_image_content: [IMAGE],
    test_audio_content: [AUDIO],
    test_embedded_resource: [
      resource("test://embedded-resource", "Embedded text"),
    ],
    test_multiple_content_types: [
      text("Several kinds"),
      IMAGE,
      resource("test://mixed", '{"value":123}', "application/json"),
    ],
  };
  for (const [name, content] of Object.entries(contents)) {
    server.registerTool(name, { description: name }, () => ({ content }));
  }
  server.registerTool("test_error_handling", { description: "Fails" }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  server.registerTool(
    "test_tool_with_progress",
    { description: "Reports progress", inputSchema: z.object({}) },
    async (_input, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken ?? 0;
      for (const progress of [0, 50, 100]) {
        await mcpReq.notify({
          method: "notifications/progress",
          params: { progressToken, progress, total: 100 },
        });
      }
      return { content: [text(String(progressToken))] };
    },
  );
}

/** Tools whose schemas must reach the client as they are. */
function addSchemas(server: McpServer): void {
  const done = () => ({ content: [text("Done")] });
  server.registerTool("json_schema_2020_12_tool", {
    description: "Keywords of JSON Schema 2020-12",
    inputSchema: fromJsonSchema({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: { address: { $anchor: "address", type: "object" } },
      properties: {
        address: { $ref: "#/$defs/address" },
        phone: { type: "string" },
        email: { type: "string" },
      },
      allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
      if: { required: ["address"] },
      then: { required: ["phone"] },
      else: { required: ["email"] },
      additionalProperties: false,
    }),
  }, done);
  server.registerTool("test_custom_header", {
    description: "Sends a parameter as a header too",
    inputSchema: z.object({
      region: z.string().meta({ "x-mcp-header": "Region" }),
    }),
  }, done);
}

function addLogging(server: McpServer): void {
  server.server.registerCapabilities({ logging: {} });
  for (const name of ["test_tool_with_logging", "test_logging_tool"]) {
    server.registerTool(
      name,
      { description: "Logs", inputSchema: z.object({}) },
      async (_input, { mcpReq }) => {
        for (const step of ["started", "goes on", "completed"]) {
          await mcpReq.log("info", `Tool execution ${step}`);
        }
        return { content: [text("Logged")] };
      },
    );
  }
}

function addResources(server: McpServer): void {
  server.registerResource(
    "static-text",
    "test://static-text",
    { mimeType: "text/plain" },
    () => ({
      contents: [{
        uri: "test://static-text",
        mimeType: "text/plain",
        text: "This is the content of the static text resource.",
      }],
    }),
  );
  server.registerResource(
    "static-binary",
    "test://static-binary",
    { mimeType: "image/png" },
    () => ({
      contents: [{
        uri: "test://static-binary",
        mimeType: "image/png",
        blob: IMAGE.data,
      }],
    }),
  );
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { mimeType: "application/json" },
    (uri, { id }) => ({
      contents: [{
        uri: uri.href,
        mimeType: "application/json",
        text: JSON.stringify({ id, data: `Data for ID: ${id}` }),
      }],
    }),
  );
}

/** Taken and given up; nothing here ever changes. */
function addSubscriptions(server: McpServer): void {
  server.server.registerCapabilities({ resources: { subscribe: true } });
  server.server.setRequestHandler("resources/subscribe", () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", () => ({}));
}

function addPrompts(server: McpServer): void {
  const user = "user" as const;
  server.registerPrompt(
    "test_simple_prompt",
    { description: "Simple" },
    () => ({
      messages: [{
        role: user,
        content: text("This is a simple prompt for testing."),
      }],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_arguments",
    {
      description: "Two arguments",
      argsSchema: z.object({ arg1: z.string(), arg2: z.string() }),
    },
    ({ arg1, arg2 }) => ({
      messages: [{
        role: user,
        content: text(
          `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
        ),
      }],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    {
      description: "A resource",
      argsSchema: z.object({ resourceUri: z.string() }),
    },
    ({ resourceUri }) => ({
      messages: [
        { role: user, content: resource(resourceUri, "Embedded text") },
        { role: user, content: text("Please process the resource above.") },
      ],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_image",
    { description: "An image" },
    () => ({
      messages: [
        { role: user, content: IMAGE },
        { role: user, content: text("Please look at the image above.") },
      ],
    }),
  );
}
