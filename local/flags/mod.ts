/**
 * Feature flags: evaluation by PostHog's rules, and the bodies of its flag
 * endpoints.
 *
 * @module
 */

export { isPropertyOnly, matchesGroup } from "./cohort_match.ts";
export {
  type FlagCondition,
  type FlagDefinition,
  type FlagFilters,
  flagFilters,
  type Json,
  type PropertyCondition,
  propertyCondition,
  type PropertyGroup,
  type VariantDefinition,
} from "./definition.ts";
export {
  evaluateFlag,
  type FlagAnswer,
  type FlagSubject,
  type FlagWorld,
  type ReasonCode,
} from "./evaluate.ts";
export { evaluateFlags } from "./evaluate_all.ts";
export { type FlagDefinitions, flagDefinitions } from "./local_evaluation.ts";
export { matchesProperty, type Properties } from "./property_match.ts";
export { dateInCondition } from "./relative_date.ts";
export {
  type FlagDetails,
  type FlagsResponse,
  flagsResponse,
  type LegacyFlagsResponse,
  legacyFlagsResponse,
  type ResponseStamp,
} from "./response.ts";
export {
  isHeldOut,
  pickVariant,
  rolloutHash,
  type VariantShare,
} from "./rollout.ts";
export {
  compareVersions,
  parseVersion,
  type Version,
  type VersionRange,
  versionRange,
} from "./semver.ts";
