/**
 * HogQL for the embedded PostHog: PostHog's language, its tables, functions
 * and errors, printed as SQL for the ClickHouse inside this process.
 *
 * @module
 */

export {
  type CompiledQuery,
  compileHogQL,
  type CompileOptions,
  compileQuery,
} from "./compile.ts";
export type {
  ActionReference,
  ActionStep,
  CohortReference,
  HogQLContext,
  PersonsOnEventsMode,
  PropertyFilter,
  PropertyScope,
  PropertyType,
  QueryFilters,
  QueryModifiers,
  VariableValue,
} from "./context.ts";
export { HogQLError, type HogQLErrorCode } from "./errors.ts";
export { DEFAULT_LIMIT, MAX_LIMIT } from "./limits.ts";
export type { PlaceholderValues } from "./placeholders.ts";
export { Piece } from "./expression.ts";
export {
  type FilterPlace,
  propertyField,
  propertyFilter,
} from "./property_filter.ts";
export { printHogQL, queryText } from "./hogql_text.ts";
export { createSchema, type Schema } from "./schema.ts";
