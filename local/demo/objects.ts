/**
 * What the people of the demo product keep in PostHog: settings, a flag, an
 * experiment on it, cohorts, insights. Made through the API, like anybody's.
 *
 * @module
 */

/** Answers a request, as a server does. */
export type Answer = (request: Request) => Promise<Response>;

/** The flag whose variants are in the demo events. */
const FLAG = {
  key: "new-onboarding",
  name: "Shorter onboarding with a checklist",
  active: true,
  filters: {
    groups: [{ properties: [], rollout_percentage: 100 }],
    multivariate: {
      variants: [
        { key: "control", name: "As before", rollout_percentage: 50 },
        { key: "test", name: "Checklist", rollout_percentage: 50 },
      ],
    },
    payloads: { test: '{"steps":4}' },
  },
};

const BOOLEAN_FLAG = {
  key: "ai-assistant",
  name: "Assistant in reports, for paying plans",
  active: true,
  filters: {
    groups: [{
      properties: [{
        key: "plan",
        type: "person",
        operator: "exact",
        value: ["pro", "team"],
      }],
      rollout_percentage: 100,
    }],
  },
};

function experiment(startDate: string) {
  return {
    name: "Shorter onboarding",
    description: "Does a checklist get more people through the onboarding?",
    feature_flag_key: FLAG.key,
    start_date: startDate,
    parameters: {
      feature_flag_variants: FLAG.filters.multivariate.variants,
    },
    metrics: [{
      kind: "ExperimentMetric",
      uuid: "0190a5b0-0000-7000-8000-00000000d301",
      name: "Onboarding completed",
      metric_type: "funnel",
      series: [{ kind: "EventsNode", event: "onboarding_completed" }],
    }, {
      kind: "ExperimentMetric",
      uuid: "0190a5b0-0000-7000-8000-00000000d302",
      name: "Purchases per person",
      metric_type: "mean",
      source: { kind: "EventsNode", event: "purchase", math: "total" },
    }],
  };
}

const COHORTS = [{
  name: "Paying customers",
  description: "People on a paid plan",
  filters: properties({
    type: "person",
    key: "plan",
    operator: "exact",
    value: ["pro", "team"],
  }),
}, {
  name: "Recent buyers",
  description: "People who bought something in the last 30 days",
  filters: properties({
    type: "behavioral",
    key: "purchase",
    event_type: "events",
    value: "performed_event",
    time_value: 30,
    time_interval: "day",
    negation: false,
  }),
}];

const INSIGHTS = [{
  name: "Purchases by plan",
  description: "How many purchases each plan makes, by week",
  saved: true,
  query: {
    kind: "InsightVizNode",
    source: {
      kind: "TrendsQuery",
      series: [{ kind: "EventsNode", event: "purchase", math: "total" }],
      interval: "week",
      dateRange: { date_from: "-90d" },
      breakdownFilter: { breakdown: "plan", breakdown_type: "event" },
    },
  },
}, {
  name: "From sign-up to purchase",
  description: "How many people get from sign-up through onboarding to buying",
  saved: true,
  query: {
    kind: "InsightVizNode",
    source: {
      kind: "FunnelsQuery",
      series: ["user_signed_up", "onboarding_completed", "purchase"]
        .map((event) => ({ kind: "EventsNode", event })),
      dateRange: { date_from: "-90d" },
    },
  },
}];

/** Leaves out the people who make the product. */
const SETTINGS = {
  test_account_filters: [{
    key: "email",
    type: "person",
    operator: "not_icontains",
    value: "@demo.example",
  }],
};

/** Makes all of them; the experiment begins with the demo events. */
export async function createDemoObjects(
  answer: Answer,
  personalApiKey: string,
  startDate: Date,
  releasedAt: Date,
): Promise<void> {
  const send = sender(answer, personalApiKey);
  await send("PATCH", "", SETTINGS);
  const objects: [string, Readonly<Record<string, unknown>>][] = [
    ["feature_flags", FLAG],
    ["feature_flags", BOOLEAN_FLAG],
    ["experiments", experiment(startDate.toISOString())],
    ...COHORTS.map((it): [string, typeof it] => ["cohorts", it]),
    ...INSIGHTS.map((it): [string, typeof it] => ["insights", it]),
    ["annotations", {
      content: "Version 2.4.0 released",
      scope: "project",
      date_marker: releasedAt.toISOString(),
    }],
  ];
  for (const [path, body] of objects) await send("POST", `${path}/`, body);
}

function sender(answer: Answer, personalApiKey: string) {
  const headers = { authorization: `Bearer ${personalApiKey}` };
  return async (
    method: string,
    path: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const url = `http://localhost/api/projects/@current/${path}`;
    const response = await answer(
      new Request(url, { method, headers, body: JSON.stringify(body) }),
    );
    const text = await response.text();
    if (response.ok) return;
    throw new Error(
      `Cannot make demo data: ${method} ${url} answered ${response.status}: ${text}`,
    );
  };
}

/** A cohort's filters have one level more than they need. */
function properties(leaf: Readonly<Record<string, unknown>>) {
  return {
    properties: { type: "AND", values: [{ type: "AND", values: [leaf] }] },
  };
}
