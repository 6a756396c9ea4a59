import type { EscapeAttempt } from "./attempt.ts";

/** Foreign code, and other processes. */
export const CODE_ATTEMPTS: readonly EscapeAttempt[] = [
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
];
