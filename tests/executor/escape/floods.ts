import type { EscapeAttempt } from "./attempt.ts";

const ENDLESS = /took longer than/;

/** Too much of something. */
export const FLOOD_ATTEMPTS: readonly EscapeAttempt[] = [
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
    refused: /allocation failed|more memory than it may/,
  },
  {
    name: "fill the memory of WebAssembly",
    body:
      `const all = []; for (;;) { const memory = new WebAssembly.Memory({ initial: 256 }); new Uint8Array(memory.buffer).fill(1); all.push(memory); }`,
    kind: "out_of_memory",
    refused: /could not allocate memory|more memory than it may/,
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
  {
    name: "take all connections of the gateway",
    imports: `import process from "node:process";`,
    body:
      `const { hostname, port } = new URL(process.env.POSTHOG_API_URL); const all = []; try { for (;;) all.push(await Deno.connect({ hostname, port: Number(port) })); } finally { for (const one of all) one.close(); }`,
    refused: /Too many open files/,
  },
  {
    name: "complain in one message of 30 MB",
    isRoomy: true,
    body: `throw new Error("x".repeat(30_000_000));`,
    refused: /^x{10000}… \(30000000 characters\)$/,
  },
];
