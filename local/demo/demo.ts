/**
 * A small SaaS product with people in it, made inside ClickHouse. The same
 * seed and the same end give the same events.
 *
 * @module
 */

import type { Store } from "../store/store.ts";
import { clickHouseMoment } from "../store/moment.ts";
import eventSql from "./event.sql" with { type: "text" };
import personSql from "./person.sql" with { type: "text" };
import { definitionStatements } from "./definitions.ts";
import { COMPANY, companySql } from "./companies.ts";
import { createDemoObjects } from "./objects.ts";
import type { Answer } from "./objects.ts";

/** What demo data to make. */
export interface DemoOptions {
  /** How many people, visitors among them. @default {2800} */
  readonly people?: number;
  /** How many days back they begin. @default {90} */
  readonly days?: number;
  /** Another seed gives other people. @default {1} */
  readonly seed?: number;
}

/** What was made. */
export interface DemoSummary {
  /** Events in the project that are demo data. */
  readonly events: number;
  /** People among them. */
  readonly people: number;
  /** False when an earlier call had made them already. */
  readonly isNew: boolean;
}

const DAY_MS = 86_400_000;

/** The release in the events, `app_version` 2.4.0, came out so long before the end. */
const RELEASED_DAYS_AGO = 20;

/** The entity that remembers that demo data is there. */
const DEMO = "demo";

/**
 * Fills a project with demo data up to a moment, once: events in ClickHouse,
 * flags and the like through the API, which `answer` is.
 */
export async function loadDemo(
  store: Store,
  answer: Answer,
  until: Date,
  options: DemoOptions = {},
): Promise<DemoSummary> {
  const known = store.entities.get(DEMO, 1);
  if (known !== undefined) {
    return {
      events: Number(known["events"]),
      people: Number(known["people"]),
      isNew: false,
    };
  }
  const { people = 2_800, days = 90, seed = 1 } = options;
  const constants = given({ people, days, seed }, until);
  const insert = (table: string, select: string) =>
    store.engine.execute(`INSERT INTO posthog.${table} ${constants}${select}`);
  await store.engine.execute("DROP TABLE IF EXISTS posthog.demo_person");
  await store.engine.execute(
    "CREATE TABLE posthog.demo_person ENGINE = Memory AS " +
      constants + withoutWith(personSql),
  );
  await insert("events", withoutWith(eventSql));
  await store.engine.execute(PERSONS);
  await store.engine.execute(DISTINCT_IDS);
  const company = store.groups.indexOf(COMPANY);
  await store.groups.flush();
  if (company !== undefined) await insert("group_row", companySql(company));
  for (const statement of definitionStatements()) {
    await store.engine.execute(statement);
  }
  await store.definitions.reload();
  const daysAgo = (days: number) => new Date(until.getTime() - days * DAY_MS);
  await createDemoObjects(
    answer,
    store.identity.personalApiKey,
    daysAgo(days),
    daysAgo(RELEASED_DAYS_AGO),
  );
  return await remember(store, until);
}

async function remember(store: Store, until: Date): Promise<DemoSummary> {
  const [counts] = await store.engine.rows<{ events: number; people: number }>(
    "SELECT (SELECT count() FROM posthog.events WHERE person_id IN " +
      "(SELECT person_id FROM posthog.demo_person)) AS events, " +
      "(SELECT count() FROM posthog.demo_person) AS people",
  );
  await store.engine.execute("DROP TABLE posthog.demo_person");
  const { events = 0, people = 0 } = counts ?? {};
  const entity = { id: 1, events, people, until: until.toISOString() };
  await store.entities.put(DEMO, entity);
  return { events, people, isNew: true };
}

/** The constants both files count on, as the beginning of their WITH. */
function given(
  numbers: Readonly<Record<"people" | "days" | "seed", number>>,
  until: Date,
): string {
  const end = clickHouseMoment(until.getTime() * 1000);
  return `WITH ${Number(numbers.seed)} AS seed, ` +
    `${Number(numbers.people)} AS people, ${Number(numbers.days)} AS days, ` +
    `toDateTime64('${end}', 6, 'UTC') AS until, `;
}

/** Comments and the word WITH, which the constants begin with, fall away. */
function withoutWith(sql: string): string {
  return sql.replace(/^(?:--[^\n]*\n)*WITH\s/, "");
}

const PERSONS = "INSERT INTO posthog.person SELECT person_id, signup_at, " +
  "known_properties, kind != 'visitor', 0, 1 FROM posthog.demo_person";

const DISTINCT_IDS = "INSERT INTO posthog.person_distinct_id " +
  "SELECT arrayJoin(arrayDistinct([anon_id, user_id])), person_id, 0, 1 " +
  "FROM posthog.demo_person";
