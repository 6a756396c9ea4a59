/**
 * What the compiler must be told about the project.
 *
 * @module
 */

/** Where a property belongs. */
export type PropertyScope =
  | "event"
  | "person"
  | "group"
  | "session"
  | "other";

/** The type a property definition gives. */
export type PropertyType = "Numeric" | "String" | "Boolean" | "DateTime";

/** A cohort, as IN COHORT needs it. */
export interface CohortReference {
  /** Its number. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** The calculation whose members count; the newest when absent. */
  readonly version?: number;
}

/** One step of an action: the conditions hold together. */
export interface ActionStep {
  /** Name of the event; any event when absent. */
  readonly event?: string | null;
  /** Text the current URL is compared with. */
  readonly url?: string | null;
  /** How it is compared; `contains` when absent. */
  readonly url_matching?: "contains" | "exact" | "regex" | null;
  /** Further conditions. */
  readonly properties?: readonly PropertyFilter[] | null;
}

/** An action: an event matches when one of the steps does. */
export interface ActionReference {
  /** Its number. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Its steps. */
  readonly steps: readonly ActionStep[];
}

/** A property filter as PostHog's API writes it. */
export interface PropertyFilter {
  /** Name of the property, or a HogQL expression for type `hogql`. */
  readonly key?: string;
  /** What to compare with. */
  readonly value?: unknown;
  /** How to compare; `exact` when absent. */
  readonly operator?: string | null | undefined;
  /** Where the property is. */
  readonly type?: string | null | undefined;
  /** Turns the comparison round. */
  readonly negation?: boolean | null | undefined;
  /** Which kind of group, for type `group`. */
  readonly group_type_index?: number | null | undefined;
  /** `AND` or `OR` in a group of filters, whose members are in `values`. */
  readonly values?: readonly PropertyFilter[];
}

/** A value for `{variables.code_name}`. */
export interface VariableValue {
  /** The name used in the query. */
  readonly code_name: string;
  /** The value to use. */
  readonly value?: unknown;
  /** Use NULL instead of the value. */
  readonly isNull?: boolean;
}

/** What `{filters}` stands for. */
export interface QueryFilters {
  /** Conditions that must all hold. */
  readonly properties?: readonly PropertyFilter[] | null;
  /** Half-open range of time; relative dates such as `-7d` are allowed. */
  readonly dateRange?: {
    readonly date_from?: string | null;
    readonly date_to?: string | null;
  } | null;
  /** Leave out the project's test accounts. */
  readonly filterTestAccounts?: boolean | null;
}

/** Which person an event belongs to, and whose properties count. */
export type PersonsOnEventsMode =
  | "disabled"
  | "person_id_no_override_properties_on_events"
  | "person_id_override_properties_on_events"
  | "person_id_override_properties_joined";

/** Modifiers of a query that change its answer here. */
export interface QueryModifiers {
  /** @default {"person_id_override_properties_on_events"} */
  readonly personsOnEventsMode?: PersonsOnEventsMode | null;
  /** `false` leaves date and time in UTC. @default {true} */
  readonly convertToProjectTimezone?: boolean | null;
}

/** The project a query is compiled for. */
export interface HogQLContext {
  /** IANA name, for example `Europe/Prague`. */
  readonly timezone: string;
  /** 0 when weeks begin on Sunday, 1 on Monday. */
  readonly weekStartDay: 0 | 1;
  /** Whether OFFSET may be used; personal API keys may not. */
  readonly offsetAllowed: boolean;
  /** Type of a property, by its definition. */
  propertyType(scope: PropertyScope, name: string): PropertyType | undefined;
  /** Names of the group types, by index. */
  readonly groupTypes: readonly string[];
  /** The cohort with this number or name. */
  cohort(
    idOrName: number | string,
  ): CohortReference | undefined | Promise<CohortReference | undefined>;
  /** The action with this number or name. */
  action(
    idOrName: number | string,
  ): ActionReference | undefined | Promise<ActionReference | undefined>;
  /** The cohorts and actions there are, for errors about others. */
  readonly known?: {
    /** The cohorts. */
    cohorts(): readonly Pick<CohortReference, "id" | "name">[];
    /** The actions. */
    actions(): readonly Pick<ActionReference, "id" | "name">[];
  };
  /** Whether some events carry a person that has been merged into another. */
  readonly hasPersonOverrides: boolean;
  /** Conditions that leave out test accounts. */
  readonly testAccountFilters?: readonly PropertyFilter[];
  /** Variables of the project with their default values. */
  readonly variables?: readonly VariableValue[];
  /** Current time, for relative dates. @default {() => new Date()} */
  readonly now?: () => Date;
}
