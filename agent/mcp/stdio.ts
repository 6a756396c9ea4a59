/**
 * MCP over standard input and output.
 *
 * @module
 */

import {
  serveStdio,
  StdioServerTransport,
} from "@modelcontextprotocol/server/stdio";
import type { McpFactory } from "./server.ts";

/** A connection over standard input and output. */
export interface StdioConnection {
  /** Resolves when the client is gone, or after `close()`. */
  readonly closed: Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/**
 * Serves a client over this process's standard input and output until it
 * closes them. Nothing else may write to standard output meanwhile.
 *
 * @param factory Makes the server, see {@linkcode mcpFactory}.
 * @returns The connection.
 */
export function serveMcpStdio(factory: McpFactory): StdioConnection {
  const transport = new StdioServerTransport();
  const { close } = serveStdio(factory, { transport });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const tellServer = transport.onclose;
  transport.onclose = () => {
    tellServer?.();
    resolve();
  };
  return { closed, close };
}
