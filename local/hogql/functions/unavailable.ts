/**
 * Functions of PostHog that need what an embedded server does not have.
 *
 * @module
 */

const DICTIONARIES = "it reads a dictionary that only PostHog's servers have";
const MODELS = "it calls a language model";
const EXECUTABLE =
  "it is a program on PostHog's servers. windowFunnel, sequenceMatch and retention are available";

/** Why each is not available here. */
export const UNAVAILABLE: ReadonlyMap<string, string> = new Map([
  ...reasons(EXECUTABLE, [
    "aggregate_funnel",
    "aggregate_funnel_array",
    "aggregate_funnel_cohort",
    "aggregate_funnel_trends",
    "aggregate_funnel_array_trends",
    "aggregate_funnel_cohort_trends",
  ]),
  ...reasons(DICTIONARIES, [
    "convertCurrency",
    "lookupDomainType",
    "lookupPaidSourceType",
    "lookupPaidMediumType",
    "lookupOrganicSourceType",
    "lookupOrganicMediumType",
  ]),
  ...reasons(MODELS, ["embedText", "jev", "decide"]),
  ...reasons("it works on reports that are not kept here", [
    "explainCSPReport",
  ]),
  ...reasons("the 'clickhouse' dialect has no ordered-set aggregates", [
    "percentile_cont",
    "percentile_disc",
  ]),
  ...reasons("ClickHouse has removed it; write the elements out", ["untuple"]),
  ...reasons("ClickHouse does not have it", ["extractIPv4Substrings"]),
  ...reasons(
    "it knows bots by a list that only PostHog's servers have. Compare properties.$raw_user_agent instead",
    [
      "getTrafficType",
      "getTrafficCategory",
      "isLikelyBot",
      "getBotType",
      "getBotName",
      "getBotOperator",
    ].flatMap((name) => [name, `__preview_${name}`]),
  ),
]);

function reasons(why: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, why]);
}
