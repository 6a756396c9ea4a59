/**
 * Instances of PostHog's parser, made from one compiled module.
 *
 * The parser is ANTLR compiled to WebAssembly. An instance that has trapped
 * stays broken for good, and one that has seen much can become thousands of
 * times slower on nested calls, so instances must be cheap to replace: the
 * module is compiled once, and each further instance takes about a millisecond.
 *
 * @module
 */

import createParser, { type HogQLParser } from "@posthog/hogql-parser";

/** What can be parsed. */
export type Rule = "select" | "expr";

/** One parser. Its methods return JSON text; a trap makes them throw. */
export interface ParserInstance {
  /** Parses a text by one rule of the grammar. */
  parse(text: string, rule: Rule): string;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled module, to be handed to workers. */
export function parserModule(): Promise<WebAssembly.Module> {
  compiled ??= compile();
  return compiled;
}

/** A new parser, by default from the shared module. */
export async function createInstance(
  module?: WebAssembly.Module,
): Promise<ParserInstance> {
  const shared = module ?? await parserModule();
  // The package does not declare the option that every emscripten module has.
  const create = createParser as (options: object) => Promise<HogQLParser>;
  const parser = await create({
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (
        instance: WebAssembly.Instance,
        module: WebAssembly.Module,
      ) => void,
    ): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(shared, imports);
      done(instance, shared);
      return instance.exports;
    },
  });
  return {
    parse: (text, rule) =>
      rule === "select"
        ? parser.parseSelect(text, false)
        : parser.parseExpr(text, false),
  };
}

/**
 * The package embeds its bytes and hands them to `WebAssembly.instantiate`
 * while its first instance is made: that is where the module is caught.
 */
async function compile(): Promise<WebAssembly.Module> {
  let module: WebAssembly.Module | undefined;
  const original = WebAssembly.instantiate;
  const caught = async (
    bytes: BufferSource,
    imports?: WebAssembly.Imports,
  ): Promise<WebAssembly.WebAssemblyInstantiatedSource> => {
    WebAssembly.instantiate = original;
    module = await WebAssembly.compile(bytes);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  };
  WebAssembly.instantiate = caught as typeof WebAssembly.instantiate;
  try {
    await createParser();
  } finally {
    WebAssembly.instantiate = original;
  }
  if (module === undefined) {
    throw new Error("Cannot load the HogQL parser: it offered no module");
  }
  return module;
}
