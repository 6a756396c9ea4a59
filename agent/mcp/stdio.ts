/**
 * MCP over standard input and output.
 *
 * @module
 */

import {
  serveStdio,
  StdioServerTransport,
} from "@modelcontextprotocol/server/stdio";
import type { Toolkit } from "../toolkit.ts";
import { mcpFactory } from "./server.ts";

/** A connection over standard input and output. */
export interface StdioConnection {
  /** Resolves when the client is gone, or after `close()`. */
  readonly closed: Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/**
 * Serves a toolkit over this process's standard input and output until the
 * client closes them. Nothing else may write to standard output meanwhile.
 *
 * @param toolkit The tools.
 * @returns The connection.
 */
export function serveMcpStdio(toolkit: Toolkit): StdioConnection {
  const transport = new StdioServerTransport();
  const { close } = serveStdio(mcpFactory(toolkit), { transport });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const tellServer = transport.onclose;
  transport.onclose = () => {
    tellServer?.();
    resolve();
  };
  return { closed, close };
}
