/**
 * The driver as one file, as sandboxes get it.
 *
 * @module
 */

import { sha256 } from "./digest.ts";

const ROOT = new URL("../", import.meta.url);
const ENTRY = new URL("driver/bundle.ts", ROOT);
const CACHE_NAME = "posthog-driver-bundles";

let bundle: Promise<string> | undefined;

/**
 * The driver as the text of one ES module. It is built by `deno bundle` when
 * first needed and kept in Deno's own cache under the hash of its sources.
 *
 * @throws {Error} When it cannot be built, with the bundler's words
 */
export function driverBundle(): Promise<string> {
  bundle ??= cachedOrBuilt().catch((error) => {
    bundle = undefined;
    throw error;
  });
  return bundle;
}

async function cachedOrBuilt(): Promise<string> {
  const key = `https://bundle.invalid/${await sha256(await sourcesKey())}`;
  const cache = await caches.open(CACHE_NAME);
  const cached = await cache.match(key);
  if (cached !== undefined) return await cached.text();
  const built = await build();
  await cache.put(key, new Response(built));
  return built;
}

/** Changes whenever the bundle would. */
async function sourcesKey(): Promise<string> {
  // A toolkit that was imported by URL never changes under that URL.
  if (ROOT.protocol !== "file:") return `${Deno.version.deno} ${ENTRY}`;
  const texts = [Deno.version.deno];
  for (const name of ["deno.json", "deno.lock"]) {
    texts.push(await Deno.readTextFile(new URL(name, ROOT)));
  }
  await collect(new URL("./", ENTRY), texts);
  return texts.join("\0");
}

async function collect(folder: URL, texts: string[]): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (isDirectory) await collect(new URL(`${name}/`, folder), texts);
    else texts.push(name, await Deno.readTextFile(new URL(name, folder)));
  }
}

async function build(): Promise<string> {
  const config = new URL("deno.json", ROOT);
  const resolution = ROOT.protocol === "file:"
    ? ["--config", decodeURIComponent(config.pathname)]
    : [
      "--no-config",
      "--no-lock",
      `--allow-import=${ROOT.host}`,
      `--import-map=${config.href}`,
    ];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      ...resolution,
      ENTRY.href,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(
    `Cannot bundle the driver: ${decoder.decode(stderr).trim()}`,
  );
}
