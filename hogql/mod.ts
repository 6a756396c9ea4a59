/**
 * PostHog's own HogQL parser, made safe to use: a text that is too deep, too
 * long or wrong gives an error in bounded time, whatever came before it.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { HogQLSyntaxError, parseSelect } from "./mod.ts";
 *
 * await assertRejects(() => parseSelect("SELEC 1"), HogQLSyntaxError);
 * ```
 *
 * @module
 */

export type * from "./ast.ts";
export { HogQLSyntaxError } from "./errors.ts";
export { MAX_QUERY_LENGTH } from "./guard.ts";
export { parseExpr, type ParseOptions, parseSelect } from "./parse.ts";
