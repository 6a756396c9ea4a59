/**
 * The template library: questions worth asking, as scripts.
 *
 * @module
 */

export type {
  ChartHint,
  Persona,
  RenderedScript,
  Template,
} from "./template.ts";
