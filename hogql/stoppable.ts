/**
 * Parsing with a deadline.
 *
 * @module
 */

import { HogQLSyntaxError } from "./errors.ts";
import { parserModule, type Rule } from "./instance.ts";
import type { WorkerAnswer, WorkerRequest } from "./worker.ts";

/**
 * Parses in a thread that is ended when the time is over.
 *
 * @throws {HogQLSyntaxError} When the text is too deeply nested, or takes longer
 */
export async function parseStoppable(
  text: string,
  rule: Rule,
  deadlineMs: number,
): Promise<string> {
  const module = await parserModule();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) =>
        resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Cannot parse HogQL in a thread: ${event.message}`));
      };
      timer = setTimeout(() => reject(tooSlow(deadlineMs)), deadlineMs);
      const request: WorkerRequest = { module, text, rule };
      worker.postMessage(request);
    });
    if (answer.json === undefined) throw tooComplex();
    return answer.json;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

/** The parser ran out of stack. */
export function tooComplex(): HogQLSyntaxError {
  return new HogQLSyntaxError(
    "Query is too complex to parse. Split long chains of AND, OR or + into lists (x IN (…)) and nest less",
  );
}

function tooSlow(deadlineMs: number): HogQLSyntaxError {
  return new HogQLSyntaxError(
    `Query is too complex to parse within ${deadlineMs} ms. Nest less`,
  );
}
