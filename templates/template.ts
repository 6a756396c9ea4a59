/**
 * What a template is.
 *
 * @module
 */

import type { ZodObject, ZodType } from "zod";

/** Who typically asks the question a template answers. */
export type Persona =
  | "product_engineer"
  | "product_manager"
  | "data_analyst"
  | "growth_marketer"
  | "customer_success"
  | "anyone";

/** How a result is best drawn. */
export type ChartHint = "table" | "bar" | "line" | "funnel" | "number" | "none";

/** A question worth asking, as a script with typed parameters. */
export interface Template<
  Parameters extends ZodObject = ZodObject,
  Result extends ZodType = ZodType,
> {
  /** snake_case, unique in the catalogue. */
  readonly name: string;
  /** A few words, for a list. */
  readonly title: string;
  /** What it computes and how, in a paragraph. */
  readonly description: string;
  /** Who asks. */
  readonly persona: Persona;
  /** The question in the words of the one who asks. */
  readonly question: string;
  /** snake_case parameters, each with a description and a default or example. */
  readonly parameters: Parameters;
  /** Parameters worth trying first, for a help text. */
  readonly example: Readonly<Record<string, unknown>>;
  /** What the script returns, checked on the way back. */
  readonly result: Result;
  /** How the result is best drawn. */
  readonly chart: ChartHint;
  /** Time it may take where the run sets none, in milliseconds; the executor's default without it. */
  readonly timeoutMs?: number;
  /** Whether running it changes anything in the project. */
  readonly writes: boolean;
  /** The text of an ES module whose default export is the function the sandbox calls. */
  readonly script: string;
}

/** A template with its parameters filled in: what a sandbox gets. */
export interface RenderedScript {
  /** The template it came from. */
  readonly name: string;
  /** One readable ES module: the parameters as a literal, then the template's text. */
  readonly source: string;
  /** The parameters after parsing, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
}
