/**
 * Runs benchmarks and prints one JSON line per figure:
 * `deno task bench [name-filter]`. What fails is told on stderr, the others
 * still run, and the exit code is 1.
 *
 * @module
 */

import type { Bench, Figure } from "./bench.ts";

const FRAME: readonly string[] = ["bench.ts", "main.ts"];

const filter = Deno.args[0] ?? "";
const chosen = (await collect()).filter(({ name }) => name.includes(filter));
if (chosen.length === 0) tell(`No benchmark has "${filter}" in its name`);

let failures = chosen.length === 0 ? 1 : 0;
for (const bench of chosen) {
  try {
    for await (const figure of figures(bench)) print(figure);
  } catch (error) {
    failures++;
    tell(`Benchmark "${bench.name}" failed: ${describe(error)}`);
  }
}
Deno.exit(failures === 0 ? 0 : 1);

async function collect(): Promise<Bench[]> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (name.endsWith(".ts") && !FRAME.includes(name)) files.push(name);
  }
  const found: Bench[] = [];
  for (const file of files.sort()) {
    const module: { benches?: readonly Bench[] } = await import(`./${file}`);
    found.push(...module.benches ?? []);
  }
  return found;
}

async function* figures(bench: Bench): AsyncGenerator<Figure> {
  const measured = bench.run();
  if (Symbol.asyncIterator in measured) return yield* measured;
  const result = await measured;
  if (isFigure(result)) yield result;
  else yield* result;
}

function isFigure(result: Figure | readonly Figure[]): result is Figure {
  return !Array.isArray(result);
}

function print(figure: Figure): void {
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${JSON.stringify(figure)}\n`),
  );
}

function tell(message: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
