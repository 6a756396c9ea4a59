/**
 * MCP over standard input and output.
 *
 * @module
 */

import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Toolkit } from "../toolkit.ts";
import { mcpFactory } from "./server.ts";

/**
 * Serves a toolkit over this process's standard input and output until the
 * client closes them. Nothing else may write to standard output meanwhile.
 *
 * @param toolkit The tools.
 * @returns A handle that ends the connection.
 */
export function serveMcpStdio(
  toolkit: Toolkit,
): { close(): Promise<void> } {
  return serveStdio(mcpFactory(toolkit));
}
