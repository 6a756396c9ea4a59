/**
 * Writes deno.lock anew after a dependency changed:
 * `deno run --no-config --no-lock -A tools/relock.ts`. As a task it would not
 * start, because Deno resolves a changed deno.json before it runs anything.
 *
 * `chdb` ships its engine as one package per platform, and a registry mirror
 * may carry only some of them: resolving `chdb` afresh then fails, although a
 * lock file that lists all four works everywhere. So the rest is resolved
 * without `chdb`, and its entries are carried over from the old lock.
 *
 * @module
 */

interface Lock {
  specifiers: Record<string, string>;
  npm: Record<string, unknown>;
  workspace: { dependencies: string[] };
}

/** The packages `chdb` consists of, by the names they have in the lock. */
const CHDB =
  /^(chdb|@chdb\/[a-z0-9-]+|@clickhouse\/client-common|node-addon-api|node-gyp-build)@/;
const SPECIFIER = /^npm:chdb@/;

const configText = await Deno.readTextFile("deno.json");
const old = await readLock();
const without = configText.replace(/^\s*"chdb": "npm:chdb@[^"]+",\n/m, "");
if (without === configText) throw new Error('deno.json has no import "chdb"');

await writeLock({
  ...old,
  specifiers: pick(old.specifiers, (name) => !SPECIFIER.test(name)),
  npm: pick(old.npm, (name) => !CHDB.test(name)),
  workspace: {
    dependencies: old.workspace.dependencies.filter((name) =>
      !SPECIFIER.test(name)
    ),
  },
});
try {
  await Deno.writeTextFile("deno.json", without);
  await install();
} finally {
  await Deno.writeTextFile("deno.json", configText);
}

const fresh = await readLock();
await writeLock({
  ...fresh,
  specifiers: sorted({
    ...fresh.specifiers,
    ...pick(old.specifiers, (name) => SPECIFIER.test(name)),
  }),
  npm: sorted({ ...fresh.npm, ...pick(old.npm, (name) => CHDB.test(name)) }),
  workspace: {
    dependencies: [
      ...fresh.workspace.dependencies,
      ...old.workspace.dependencies.filter((name) => SPECIFIER.test(name)),
    ].sort(),
  },
});

async function install(): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["install"],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot resolve the dependencies");
}

async function readLock(): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile("deno.lock"));
}

async function writeLock(lock: Lock): Promise<void> {
  await Deno.writeTextFile("deno.lock", `${JSON.stringify(lock, null, 2)}\n`);
}

function pick<T>(
  record: Record<string, T>,
  keep: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => keep(name)),
  );
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1),
  );
}
