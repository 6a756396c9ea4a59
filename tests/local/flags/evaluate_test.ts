import { assertEquals } from "@std/assert";
import {
  evaluateFlags,
  type FlagCondition,
  type FlagDefinition,
  type FlagFilters,
  type FlagSubject,
  type FlagWorld,
} from "../../../local/flags/mod.ts";

const NOW = new Date("2026-11-20T12:00:00Z");

const WORLD: Omit<FlagWorld, "dependency"> = {
  now: NOW,
  groupTypes: { "0": "company" },
  cohorts: {
    "7": {
      type: "AND",
      values: [{ key: "plan", value: "pro", type: "person" }],
    },
  },
};

function subject(overrides: Partial<FlagSubject> = {}): FlagSubject {
  return {
    distinctId: "ada",
    personProperties: {},
    groups: {},
    groupProperties: {},
    cohortIds: new Set(),
    ...overrides,
  };
}

function flag(
  key: string,
  filters: FlagFilters,
  more: Partial<FlagDefinition> = {},
): FlagDefinition {
  return { id: 1, key, active: true, filters, ...more };
}

function answer(
  definition: FlagDefinition,
  who: FlagSubject = subject(),
  others: readonly FlagDefinition[] = [],
) {
  return evaluateFlags([definition, ...others], who, WORLD).get(definition.key);
}

function withProperties(properties: FlagCondition["properties"]): FlagFilters {
  return { groups: [{ properties }] };
}

Deno.test("evaluateFlags() says why an inactive flag is off", () => {
  assertEquals(answer(flag("a", { groups: [{}] }, { active: false })), {
    value: false,
    reason: "flag_disabled",
    conditionIndex: null,
  });
});

Deno.test("evaluateFlags() prefers the rollout over the mismatch as a reason", () => {
  const filters = {
    groups: [
      { properties: [{ key: "plan", value: "pro" }] },
      { rollout_percentage: 0 },
      { properties: [{ key: "plan", value: "team" }] },
    ],
  };
  assertEquals(answer(flag("a", filters)), {
    value: false,
    reason: "out_of_rollout_bound",
    conditionIndex: 1,
  });
});

Deno.test("evaluateFlags() goes on after a missed rollout unless it exits early", () => {
  const groups = [{ rollout_percentage: 0 }, {}];
  assertEquals(answer(flag("a", { groups }))?.conditionIndex, 1);
  assertEquals(answer(flag("a", { groups, early_exit: true })), {
    value: false,
    reason: "out_of_rollout_bound",
    conditionIndex: 0,
  });
});

Deno.test("evaluateFlags() obeys a variant override that exists, no other", () => {
  const multivariate = {
    variants: [
      { key: "control", rollout_percentage: 100 },
      { key: "test", rollout_percentage: 0 },
    ],
  };
  const of = (variant: string) =>
    answer(flag("a", { multivariate, groups: [{ variant }] }))?.value;
  assertEquals(of("test"), "test");
  assertEquals(of("gone"), "control");
});

Deno.test("evaluateFlags() hashes and matches the group of a group flag", () => {
  const definition = flag("a", {
    aggregation_group_type_index: 0,
    groups: [{
      properties: [{ key: "size", operator: "gte", value: 50, type: "group" }],
    }],
  });
  assertEquals(answer(definition)?.reason, "no_group_type");
  const member = subject({
    groups: { company: "acme" },
    groupProperties: { company: { size: 80 } },
  });
  assertEquals(answer(definition, member)?.value, true);
});

Deno.test("evaluateFlags() reads cohorts from properties or from membership", () => {
  const inside = (id: number, operator: string) =>
    flag(
      "a",
      withProperties([{ key: "id", type: "cohort", value: id, operator }]),
    );
  const pro = subject({ personProperties: { plan: "pro" } });
  assertEquals(answer(inside(7, "in"), pro)?.value, true);
  assertEquals(answer(inside(7, "not_in"), pro)?.value, false);
  assertEquals(answer(inside(8, "in"), pro)?.value, false);
  const listed = subject({ cohortIds: new Set([8]) });
  assertEquals(answer(inside(8, "in"), listed)?.value, true);
});

Deno.test("evaluateFlags() follows dependencies and refuses circles", () => {
  const needs = (key: string, value: boolean | string) =>
    withProperties([{
      key,
      type: "flag",
      operator: "flag_evaluates_to",
      value,
    }]);
  const variants = [{ key: "test", rollout_percentage: 100 }];
  const base = flag("base", { multivariate: { variants }, groups: [{}] }, {
    id: 9,
  });
  assertEquals(
    answer(flag("a", needs("9", true)), subject(), [base])?.value,
    true,
  );
  assertEquals(
    answer(flag("a", needs("base", "test")), subject(), [base])?.value,
    true,
  );
  assertEquals(
    answer(flag("a", needs("base", false)), subject(), [base])?.value,
    false,
  );
  assertEquals(
    answer(flag("a", needs("gone", true)))?.reason,
    "missing_dependency",
  );
  const circle = flag("b", needs("a", true), { id: 2 });
  assertEquals(
    answer(flag("a", needs("b", true)), subject(), [circle])?.value,
    false,
  );
});

Deno.test("evaluateFlags() holds people out before anything else", () => {
  const filters = {
    groups: [{}],
    holdout: { id: 3, exclusion_percentage: 100 },
  };
  assertEquals(answer(flag("a", filters)), {
    value: "holdout-3",
    reason: "holdout_condition_value",
    conditionIndex: null,
  });
});

Deno.test("evaluateFlags() lets an enrolment decide, either way", () => {
  const enrolled = {
    key: "$feature_enrollment/a",
    operator: "exact",
    value: ["true"],
  };
  const filters = {
    groups: [{ rollout_percentage: 0 }],
    super_groups: [{ properties: [enrolled] }],
  };
  const person = (value: string) =>
    subject({ personProperties: { "$feature_enrollment/a": value } });
  assertEquals(answer(flag("a", filters), person("true"))?.value, true);
  assertEquals(
    answer(flag("a", { ...filters, groups: [{}] }), person("false")),
    { value: false, reason: "super_condition_value", conditionIndex: null },
  );
  assertEquals(answer(flag("a", filters))?.reason, "out_of_rollout_bound");
});

Deno.test("evaluateFlags() hashes the device or the identifier before login when told", () => {
  const half = { groups: [{ rollout_percentage: 50 }] };
  // SHA-1 of "half.c" begins with 7412, below one half; that of "half.a" with f6a1.
  const low = subject({ distinctId: "a", deviceId: "c", anonymousId: "c" });
  const high = subject({ distinctId: "c", deviceId: "a", anonymousId: "a" });
  for (
    const more of [
      { bucketing_identifier: "device_id" },
      { ensure_experience_continuity: true },
    ]
  ) {
    const values = [low, high].map((who) =>
      answer(flag("half", half, more), who)?.value
    );
    assertEquals(values, [true, false]);
  }
});
