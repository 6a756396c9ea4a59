// What the frame needs of Deno. Node's modules would do, but loading them
// takes longer than all the rest of a run's start.
const { env, exit, stdout } = Deno;
const { mkdirSync, openSync, readDirSync } = Deno;
const { readTextFileSync, removeSync, renameSync } = Deno;
// Bound, because a script can replace what is looked up on a prototype.
const { apply } = Reflect;
const { subarray } = Uint8Array.prototype;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const print = stdout.writeSync.bind(stdout);

function writeAll(write, bytes) {
  for (let at = 0; at < bytes.length;) {
    at += write(apply(subarray, bytes, [at]));
  }
}

// What a script left to do at the end would come after its result was sealed.
globalThis.addEventListener("unload", (event) => {
  event.stopImmediatePropagation();
});

export const host = {
  variable: (name) => env.get(name),
  forget: (name) => env.delete(name),
  read: (path) => readTextFileSync(path),
  rename: renameSync,
  list: (path) => Array.from(readDirSync(path), (entry) => entry.name),
  remove: (path) => removeSync(path, { recursive: true }),
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  create(path) {
    const file = openSync(path, { write: true, create: true, truncate: true });
    const write = file.writeSync.bind(file);
    return {
      write: (bytes) => writeAll(write, bytes),
      close: file.close.bind(file),
    };
  },
  print: (text) => writeAll(print, encode(text)),
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
