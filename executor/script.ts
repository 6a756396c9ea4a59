/**
 * From a template or an author's text to what a sandbox runs.
 *
 * @module
 */

import {
  ParameterError,
  render,
  type Template,
  type TemplateCatalogue,
} from "../templates/mod.ts";
import type { ScriptOptions } from "./options.ts";
import { RunFailure } from "./run_error.ts";
import type { HogQLSource } from "./hogql_check.ts";
import { parseScript } from "./syntax.ts";

/** A script that is ready to run. */
export interface Script {
  /** The template it came from; `undefined` for an author's own. */
  readonly template: Template | undefined;
  /** What it does, in a few words. */
  readonly description: string;
  /** The text of one ES module. */
  readonly source: string;
  /** What it gets as `params`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Lines above the author's first one. */
  readonly lineOffset: number;
}

/** Checks the HogQL of a script before anything is started for it. */
export type CheckHogQL = (source: HogQLSource) => Promise<void>;

/**
 * Renders a template.
 *
 * @throws {RunFailure} of kind `parameter`, `render` or `syntax`
 */
export async function scriptOfTemplate(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
  check: CheckHogQL,
): Promise<Script> {
  const { source, parameters: parsed } = tryRender(template, parameters);
  // A template's own HogQL was checked by those who wrote it.
  await check({ script: undefined, parameters: parsed });
  const head = source.slice(0, source.length - template.script.length);
  const isUnchanged = source.endsWith(template.script);
  return {
    template,
    description: template.title,
    source: parseScript(source).source,
    parameters: parsed,
    lineOffset: isUnchanged ? head.split("\n").length - 1 : 0,
  };
}

/**
 * The template of that name.
 *
 * @throws {RunFailure} of kind `render`, naming the nearest one
 */
export function templateNamed(
  name: string,
  catalogue: TemplateCatalogue,
): Template {
  try {
    return catalogue.get(name);
  } catch (error) {
    throw failure("render", error);
  }
}

/**
 * Takes an author's own text.
 *
 * @throws {RunFailure} of kind `syntax`
 */
export async function scriptOfAuthor(
  text: string,
  options: ScriptOptions,
  check: CheckHogQL,
): Promise<Script> {
  const script = parseScript(text, options.language);
  const parameters = options.params ?? {};
  await check({ script, parameters });
  return {
    template: undefined,
    description: options.description ?? "own script",
    source: script.source,
    parameters,
    lineOffset: 0,
  };
}

function tryRender(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): ReturnType<typeof render> {
  try {
    return render(template, parameters);
  } catch (error) {
    if (error instanceof ParameterError) throw failure("parameter", error);
    throw failure("render", error);
  }
}

function failure(kind: "parameter" | "render", error: unknown): RunFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ParameterError)) return new RunFailure(kind, message);
  const { template, field, expected, example, found } = error;
  return new RunFailure(kind, message, {
    code: error.code,
    hint: `Give "${field}" as ${expected}`,
    details: { template, field, expected, example, found },
  });
}
