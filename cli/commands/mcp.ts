/**
 * `mcp`: the tools for any MCP client.
 *
 * @module
 */

import { resolve } from "node:path";
import {
  mcpEndpoint,
  type McpFactory,
  mcpFactory,
  serveMcpStdio,
  Toolkit,
} from "../../agent/mod.ts";
import type { Command, World } from "../command.ts";
import { EXIT } from "../exit_code.ts";
import { usageFailure } from "../failure.ts";
import { type Flag, type ParsedFlags, parseFlags } from "../flags.ts";
import { aborted, listening } from "../listening.ts";
import { countOf, refuseWords } from "../read_flags.ts";
import { openSession, SESSION_FLAGS } from "../session.ts";

const HOSTNAME = "127.0.0.1";
const PATH = "/mcp";

const FLAGS: readonly Flag[] = [
  {
    name: "http",
    type: "boolean",
    summary: "Serve over HTTP on this machine instead of stdio",
  },
  {
    name: "port",
    type: "string",
    placeholder: "N",
    summary: "With --http: port to listen on (default 8001); 0 takes any",
  },
  ...SESSION_FLAGS,
];

/** Serves until the client goes away or Ctrl-C. */
export const mcp: Command = {
  name: "mcp",
  summary: "Offer the tools to an MCP client, over stdio or HTTP.",
  details:
    "An MCP client starts it itself and talks to it over stdin and stdout. " +
    "With --http it listens on 127.0.0.1 and prints URL and token on stderr; " +
    "MCP_TOKEN in the environment sets the token, else each start has a new one. " +
    "Writes are put to the person by the client; where it cannot ask, they are refused.",
  flags: FLAGS,
  examples: ["mcp", "mcp --data ./data", "mcp --http --port 8001"],
  async run(world, args) {
    const flags = parseFlags(args, FLAGS);
    refuseWords(flags, "mcp");
    const port = httpPort(flags);
    const anchored = anchoredFolders(flags, world);
    await using session = await openSession(world, anchored);
    const out = resolve(anchored.text("out") ?? "artifacts");
    session.steps.note(`Files that runs write go to ${out}`);
    const factory = mcpFactory(new Toolkit({ executor: session.executor }));
    if (port === undefined) {
      session.steps.note("Serving MCP over stdin and stdout");
      const connection = serveMcpStdio(factory);
      await Promise.race([connection.closed, aborted(world.signal)]);
      await connection.close();
    } else {
      await serveHttp(world, factory, port);
    }
    return EXIT.ok;
  },
};

function httpPort(flags: ParsedFlags): number | undefined {
  const port = countOf(flags, "port", { least: 0, most: 65535 });
  if (flags.bool("http")) return port ?? 8001;
  if (port === undefined) return undefined;
  throw usageFailure(
    'Flag "--port" needs "--http": over stdio there is none',
  );
}

/**
 * The flags, with folders in the home directory where the client started this
 * at the root of the file system, as desktop programs do.
 */
function anchoredFolders(flags: ParsedFlags, { env }: World): ParsedFlags {
  const home = env["HOME"];
  if (Deno.cwd() !== "/" || home === undefined) return flags;
  const folders: Readonly<Record<string, string>> = {
    out: resolve(home, ".posthog-driver/artifacts"),
    audit: resolve(home, ".posthog-driver/runs.jsonl"),
  };
  return { ...flags, text: (name) => flags.text(name) ?? folders[name] };
}

async function serveHttp(
  { terminal: { stderr }, env, signal }: World,
  factory: McpFactory,
  port: number,
): Promise<void> {
  const own = env["MCP_TOKEN"];
  const token = own || crypto.randomUUID();
  const endpoint = mcpEndpoint(factory, { token });
  const server = await listening(
    () =>
      Deno.serve(
        { hostname: HOSTNAME, port, onListen: () => {} },
        (request) =>
          new URL(request.url).pathname === PATH
            ? endpoint.fetch(request)
            : new Response(`MCP is served at ${PATH}\n`, { status: 404 }),
      ),
    HOSTNAME,
    port,
  );
  stderr.write(
    `Serving MCP at http://${HOSTNAME}:${server.addr.port}${PATH} until Ctrl-C\n` +
      `Clients send: Authorization: Bearer ${own ? "$MCP_TOKEN" : token}\n`,
  );
  await aborted(signal);
  await endpoint.close();
  await server.shutdown();
}
