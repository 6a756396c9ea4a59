import type { EscapeAttempt } from "./attempt.ts";

/** Tricks on the frame around the script. */
export const FRAME_ATTEMPTS: readonly EscapeAttempt[] = [
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
  {
    name: "name an artifact with look-alike letters",
    body: `return await artifact("\uff41.csv", "a");`,
    refused: /a name is letters, digits/,
  },
  {
    name: "end an artifact's name early",
    body: `return await artifact("a.csv\\0.txt", "a");`,
    refused: /a name is letters, digits/,
  },
  {
    name: "put a directory in the place of the result",
    body:
      `Deno.mkdirSync("run/" + [...Deno.readDirSync("run")][0].name + "/result.json"); return 1;`,
    kind: "bad_result",
    refused: /Cannot read the result/,
  },
  {
    name: "leave a result file that is deep",
    body:
      `Deno.writeFileSync("run/" + [...Deno.readDirSync("run")][0].name + "/result.json", new Uint8Array(40 << 20).fill(91)); Deno.exit(0);`,
    kind: "bad_result",
    refused: /the script wrote it, not the frame/,
  },
  ...[
    "Deno.stdout.writeSync = function (bytes) { got = decode(bytes); return bytes.length; };",
    "TextEncoder.prototype.encode = function (text) { got = text; return new Uint8Array(1); };",
    "Object.getPrototypeOf(Uint8Array.prototype).subarray = function () { got = decode(this); return this; };",
  ].map((listening, index) => ({
    name: `learn the token of progress lines, way ${index + 1}`,
    body:
      `let got = ""; const decode = TextDecoder.prototype.decode.bind(new TextDecoder()); ${listening} progress("a"); if (got.includes("a")) return got; throw new Error("nothing learnt");`,
    refused: /nothing learnt/,
  })),
  ...[
    `addEventListener("unload", forge);`,
    `process.on("exit", forge);`,
  ].map((registering, index) => ({
    name: `change the result after it was sealed, way ${index + 1}`,
    imports: `import process from "node:process";`,
    body:
      `const file = "run/" + [...Deno.readDirSync("run")][0].name + "/result.json"; const forge = () => { const { error: _, ...rest } = JSON.parse(Deno.readTextFileSync(file)); Deno.writeTextFileSync(file, JSON.stringify({ ...rest, ok: true, result: "forged" })); }; ${registering} throw new Error("sealed");`,
    refused: /sealed/,
  })),
];
