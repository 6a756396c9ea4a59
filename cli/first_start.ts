/**
 * What happens before the packages are there. This file imports none, so
 * that it can say so before Deno begins to download.
 *
 * @module
 */

/** Said once per machine, while Deno's own download lines follow. */
export const FIRST_START_NOTICE: string =
  "First start on this machine: Deno now downloads the packages. The largest is\n" +
  "chdb, the ClickHouse engine in process (543 MB unpacked); this can take a few\n" +
  "minutes, and later starts take about a second.\n\n";

/** Whether Deno's cache lacks the largest package. */
export async function isFirstStart(
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const cache = cacheDirectory(env);
  if (cache === undefined) return false;
  try {
    for await (const registry of Deno.readDir(`${cache}/npm`)) {
      const [found] = await Promise.allSettled([
        Deno.stat(`${cache}/npm/${registry.name}/chdb`),
      ]);
      if (found.status === "fulfilled") return false;
    }
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
  return true;
}

/** Where Deno keeps packages; `undefined` where that cannot be told. */
function cacheDirectory(
  env: Readonly<Record<string, string>>,
): string | undefined {
  if (env["DENO_DIR"]) return env["DENO_DIR"];
  const home = env["HOME"];
  if (Deno.build.os === "darwin" && home) return `${home}/Library/Caches/deno`;
  if (Deno.build.os === "windows") {
    return env["LOCALAPPDATA"] && `${env["LOCALAPPDATA"]}/deno`;
  }
  const caches = env["XDG_CACHE_HOME"] || (home && `${home}/.cache`);
  return caches && `${caches}/deno`;
}
