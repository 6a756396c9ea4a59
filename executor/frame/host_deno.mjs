// What the frame needs of Deno. Node's modules would do, but loading them
// takes longer than all the rest of a run's start.
const { env, exit, stdout } = Deno;
const { mkdirSync, openSync, readDirSync } = Deno;
const { readTextFileSync, removeSync, renameSync, writeTextFileSync } = Deno;
const encoder = new TextEncoder();

function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

export const host = {
  variable: (name) => env.get(name),
  forget: (name) => env.delete(name),
  read: (path) => readTextFileSync(path),
  write: (path, text) => writeTextFileSync(path, text),
  rename: renameSync,
  list: (path) => Array.from(readDirSync(path), (entry) => entry.name),
  remove: (path) => removeSync(path, { recursive: true }),
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  create(path) {
    const file = openSync(path, { write: true, create: true, truncate: true });
    return {
      write: (bytes) => writeAll(file, bytes),
      close: () => file.close(),
    };
  },
  print: (text) => writeAll(stdout, encoder.encode(text)),
  exit,
  onCrash(tell) {
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      tell(event.error);
    });
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      tell(event.reason);
    });
  },
};
