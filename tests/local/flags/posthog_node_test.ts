import { assert, assertEquals } from "@std/assert";
import { PostHog } from "posthog-node";
import {
  evaluateFlags,
  type FlagDefinition,
  flagDefinitions,
  type Json,
  type PropertyGroup,
} from "../../../local/flags/mod.ts";

const PEOPLE = 400;

const OPERATORS: readonly [string, Json][] = [
  ["exact", "Person7@Acme.com"],
  ["exact", ["person3@acme.com", "person8@acme.com"]],
  ["is_not", "person1@acme.com"],
  ["icontains", "7@AC"],
  ["not_icontains", "7"],
  ["starts_with", "PERSON1"],
  ["not_starts_with", "person1"],
  ["ends_with", "acme.com"],
  ["regex", "person[0-4]+@"],
  ["not_regex", "^person[0-4]"],
  ["is_set", "is_set"],
];

const NUMBERS: readonly [string, Json][] = [
  ["gt", 50],
  ["gte", "50"],
  ["lt", 12.5],
  ["lte", 12.5],
];

const VERSIONS: readonly [string, Json][] = [
  ["semver_gt", "1.2.0"],
  ["semver_tilde", "1.3.1"],
  ["semver_caret", "1.2"],
  ["semver_wildcard", "2.*"],
];

const DATES: readonly [string, Json][] = [
  ["is_date_before", "-30d"],
  ["is_date_after", "-2w"],
  ["is_date_after", "2026-01-01"],
];

const COHORTS: Readonly<Record<string, PropertyGroup>> = {
  "5": {
    type: "OR",
    values: [
      {
        type: "AND",
        values: [
          { key: "seats", operator: "gt", value: 20, type: "person" },
          {
            key: "email",
            operator: "icontains",
            value: "3",
            type: "person",
            negation: true,
          },
        ],
      },
      {
        type: "AND",
        values: [
          {
            key: "version",
            operator: "semver_eq",
            value: "1.1.1",
            type: "person",
          },
        ],
      },
    ],
  },
};

const VARIANTS = {
  variants: [
    { key: "control", rollout_percentage: 33.3 },
    { key: "blue", rollout_percentage: 33.3 },
    { key: "green", rollout_percentage: 33.4 },
  ],
};

function properties(key: string, cases: readonly [string, Json][]) {
  return cases.map(([operator, value]) => ({
    key,
    operator,
    value,
    type: "person",
  }));
}

function makeFlags(): FlagDefinition[] {
  const conditions = [
    ...properties("email", OPERATORS),
    ...properties("seats", NUMBERS),
    ...properties("version", VERSIONS),
    ...properties("joined", DATES),
    { key: "id", type: "cohort", value: 5, operator: "in" },
    { key: "id", type: "cohort", value: 5, operator: "not_in" },
  ];
  const each = conditions.map((condition, index): FlagDefinition => ({
    id: index + 1,
    key: `condition-${index}`,
    active: index !== 3,
    filters: {
      multivariate: index % 2 === 0 ? VARIANTS : null,
      early_exit: index % 3 === 0,
      groups: [
        {
          properties: [condition],
          rollout_percentage: 60,
          variant: index % 4 === 0 ? "blue" : null,
        },
        { properties: [], rollout_percentage: 20 },
      ],
    },
  }));
  return [...each, ...makeSpecialFlags(100)];
}

function makeSpecialFlags(id: number): FlagDefinition[] {
  const dependsOn = (key: string, value: boolean | string) => ({
    groups: [{
      properties: [{ key, type: "flag", operator: "flag_evaluates_to", value }],
    }],
  });
  const filters: Record<string, FlagDefinition["filters"]> = {
    everyone: { groups: [{ rollout_percentage: 100 }] },
    nobody: { groups: [{ rollout_percentage: 0 }] },
    variants: { groups: [{}], multivariate: VARIANTS },
    held: {
      groups: [{}],
      multivariate: VARIANTS,
      holdout: { id: 4, exclusion_percentage: 15 },
    },
    company: {
      aggregation_group_type_index: 0,
      groups: [{
        properties: [{
          key: "tier",
          operator: "exact",
          value: "gold",
          type: "group",
        }],
        rollout_percentage: 70,
      }],
    },
    "on-any-variant": dependsOn("variants", true),
    "on-blue": dependsOn("variants", "blue"),
    "on-off": dependsOn("nobody", false),
    "on-chain": dependsOn("on-blue", true),
  };
  return Object.entries(filters).map(([key, value], index) => ({
    id: id + index,
    key,
    active: true,
    filters: value,
  }));
}

function person(index: number) {
  const day = 24 * 3600 * 1000;
  return {
    email: `person${index % 97}@${index % 3 === 0 ? "acme.com" : "x.org"}`,
    seats: (index * 7) % 90 + 0.5,
    version: `${index % 3}.${index % 5}.${index % 2}`,
    joined: new Date(Date.now() - (index % 60 + 0.5) * day).toISOString(),
  };
}

Deno.test("evaluateFlags() answers as posthog-node does by itself, for every flag and person", async () => {
  const flags = makeFlags();
  const groupTypes = { "0": "company" };
  const definitions = flagDefinitions(flags, { groupTypes, cohorts: COHORTS });
  const client = new PostHog("phc_test", {
    host: "http://127.0.0.1",
    personalApiKey: "phx_test",
    featureFlagsPollingInterval: 1_000_000,
    fetch: () => Promise.resolve(Response.json(definitions)),
  });
  try {
    let pairs = 0;
    for (let index = 0; index < PEOPLE; index += 1) {
      const personProperties = person(index);
      const tier = index % 2 === 0 ? "gold" : "tin";
      const theirs = await client.getAllFlags(`person-${index}`, {
        personProperties: {
          ...personProperties,
          seats: String(personProperties.seats),
        },
        groups: { company: `company-${index % 40}` },
        groupProperties: { company: { tier } },
        onlyEvaluateLocally: true,
      });
      const ours = evaluateFlags(flags, {
        distinctId: `person-${index}`,
        personProperties,
        groups: { company: `company-${index % 40}` },
        groupProperties: { company: { tier } },
        cohortIds: new Set(),
      }, { now: new Date(), groupTypes, cohorts: COHORTS });
      for (const [key, value] of Object.entries(theirs)) {
        assertEquals(ours.get(key)?.value, value, `${key} for person ${index}`);
        pairs += 1;
      }
      assertEquals(Object.keys(theirs).length, flags.length);
    }
    assert(pairs >= 10_000, `${pairs} pairs`);
  } finally {
    await client.shutdown();
  }
});
