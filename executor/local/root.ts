/**
 * Where local sandboxes lie, and how the ones of dead programs are found.
 *
 * @module
 */

const PREFIX = "posthog-sandboxes-";
const LOCK = "lock";
/** A directory this young may not have its lock yet. */
const YOUNG_MS = 60_000;

/**
 * A directory of this program alone. Its lock is held until the program ends,
 * in whatever way it ends; the next program then sees that it is free.
 */
export class SandboxRoot implements AsyncDisposable {
  /** The directory. */
  readonly path: string;
  readonly #lock: Deno.FsFile;

  private constructor(path: string, lock: Deno.FsFile) {
    this.path = path;
    this.#lock = lock;
  }

  /** Makes one, and removes those whose programs are gone. */
  static async open(now: number = Date.now()): Promise<SandboxRoot> {
    const made = await Deno.makeTempDir({ prefix: PREFIX });
    const path = await Deno.realPath(made);
    const lock = await Deno.open(`${path}/${LOCK}`, {
      write: true,
      createNew: true,
    });
    await lock.lock(true);
    await removeStale(path.slice(0, path.lastIndexOf("/")), now);
    return new SandboxRoot(path, lock);
  }

  /** Makes a directory in it, with an empty `run/`. */
  async directory(name: string): Promise<string> {
    const path = `${this.path}/${name}`;
    await Deno.mkdir(`${path}/run`, { recursive: true });
    return path;
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
    this.#lock.close();
  }
}

/** Removes what programs left that could not clean up after themselves. */
async function removeStale(folder: string, now: number): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory || !name.startsWith(PREFIX)) continue;
    // Someone else's, or being removed at this moment: not ours to care for.
    await removeIfStale(`${folder}/${name}`, now).catch(() => {});
  }
}

async function removeIfStale(path: string, now: number): Promise<void> {
  const { mtime } = await Deno.stat(path);
  if (mtime === null || now - mtime.getTime() < YOUNG_MS) return;
  using lock = await Deno.open(`${path}/${LOCK}`, { write: true });
  if (await lock.tryLock(true)) await Deno.remove(path, { recursive: true });
}
