import { type EscapeAttempt, READ } from "./attempt.ts";

/** Reads and writes outside of the run. */
export const FILE_ATTEMPTS: readonly EscapeAttempt[] = [
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
];
