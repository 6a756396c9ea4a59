/**
 * Parses one text in a thread of its own, so that it can be stopped.
 *
 * @module
 */

import { createInstance, type Rule } from "./instance.ts";

/** What the thread is asked to do. */
export interface WorkerRequest {
  /** The compiled parser. */
  readonly module: WebAssembly.Module;
  /** The text. */
  readonly text: string;
  /** What it should be. */
  readonly rule: Rule;
}

/** Its answer: the parser's JSON, or nothing when the parser broke. */
export interface WorkerAnswer {
  /** JSON text of a syntax tree or of an error. */
  readonly json: string | undefined;
}

interface Port {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(answer: WorkerAnswer): void;
}

const port = globalThis as unknown as Port;

port.onmessage = async ({ data }) => {
  const instance = await createInstance(data.module);
  try {
    port.postMessage({ json: instance.parse(data.text, data.rule) });
  } catch {
    port.postMessage({ json: undefined });
  }
};
