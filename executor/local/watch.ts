/**
 * Watches what no permission and no kernel limit holds: the disk as a whole.
 *
 * @module
 */

/** How much a run may leave on disk at any time. */
export interface DiskLimits {
  /** All files together, in bytes. */
  readonly bytes: number;
  /** Files and folders. */
  readonly entries: number;
}

const EVERY_MS = 100;

/** Where a process writes. */
export interface Writer {
  /** Its directory. */
  readonly directory: string;
  /** Its own id, or that of an ancestor. */
  readonly pid: number;
}

/** Measures a directory again and again, and tells once when it is too much. */
export function watchDisk(
  { directory, pid }: Writer,
  limits: DiskLimits,
  onTooMuch: (reason: string) => void,
): Disposable {
  const timer = setInterval(() => {
    const { bytes: named, entries } = measure(directory, limits.entries);
    const bytes = named + namelessBytes(pid);
    if (bytes <= limits.bytes && entries <= limits.entries) return;
    clearInterval(timer);
    onTooMuch(
      entries > limits.entries
        ? `it wrote more than ${limits.entries} files`
        : `it wrote more than ${limits.bytes} bytes to disk`,
    );
  }, EVERY_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Size of all below a directory; it stops counting above `most` entries. */
function measure(directory: string, most: number): DiskLimits {
  let bytes = 0;
  let entries = 0;
  try {
    for (const entry of Deno.readDirSync(directory)) {
      const path = `${directory}/${entry.name}`;
      entries += 1;
      if (entries > most) break;
      if (entry.isDirectory) {
        const below = measure(path, most - entries);
        bytes += below.bytes;
        entries += below.entries;
      } else bytes += Deno.lstatSync(path).size;
    }
  } catch {
    // What was there a moment ago may be gone.
  }
  return { bytes, entries };
}

/**
 * Size of files that a process and those it started hold open although they
 * have no name any more. Only Linux tells, and Deno lets only a program that
 * may do everything look there.
 */
function namelessBytes(pid: number): number {
  let bytes = 0;
  try {
    for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${name}`;
      if (!Deno.readLinkSync(path).endsWith(" (deleted)")) continue;
      bytes += Deno.statSync(path).size;
    }
    const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
    for (const child of children.match(/\d+/g) ?? []) {
      bytes += namelessBytes(Number(child));
    }
  } catch {
    // What was there a moment ago may be gone.
  }
  return bytes;
}
