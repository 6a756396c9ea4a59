/**
 * One process per data directory. The lock dies with its process, however it
 * dies, so nothing has to be cleaned up after a crash.
 *
 * @module
 */

/** The directory is open elsewhere. */
export class DataDirectoryInUseError extends Error {
  /** The name of this class. */
  override readonly name = "DataDirectoryInUseError";

  /** Names the directory and who holds it. */
  constructor(dataDir: string, holder: string) {
    super(
      `Cannot open the data directory "${dataDir}": process ${holder} has it ` +
        "open. Close that process, use its URL, or choose another directory",
    );
  }
}

/** This process has another directory open already. */
export class AnotherDirectoryOpenError extends Error {
  /** The name of this class. */
  override readonly name = "AnotherDirectoryOpenError";

  /** Names the directory that will not open. */
  constructor(dataDir: string, cause: unknown) {
    super(
      `Cannot open the data directory "${dataDir}": ClickHouse holds one ` +
        "directory per process and has another one open. Close the first " +
        "embedded PostHog, or open this one in a process of its own",
      { cause },
    );
  }
}

/** Takes the directory for this process; closing the file gives it back. */
export async function lockDirectory(dataDir: string): Promise<Deno.FsFile> {
  const file = await Deno.open(`${dataDir}/lock`, {
    create: true,
    read: true,
    write: true,
  });
  if (await file.tryLock(true)) {
    await file.truncate();
    await file.write(new TextEncoder().encode(String(Deno.pid)));
    return file;
  }
  const holder = (await new Response(file.readable).text()).trim();
  throw new DataDirectoryInUseError(dataDir, holder || "another");
}
