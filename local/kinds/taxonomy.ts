/**
 * `EventTaxonomyQuery` and `TeamTaxonomyQuery`: what a project has, with
 * samples.
 *
 * @module
 */

import { z } from "zod";
import { type KindContext, type KindResult, run } from "./context.ts";
import {
  allOf,
  type Hogql,
  hogql,
  identifier,
  joinHogql,
} from "./hogql_text.ts";
import { parseNode } from "./node.ts";
import type { Services } from "../services.ts";

const eventTaxonomyNode = z.looseObject({
  event: z.string().nullish(),
  properties: z.array(z.string()).nullish(),
  maxPropertyValues: z.number().int().positive().max(100).nullish(),
});

const MAX_PROPERTIES = 100;
const DAYS = 30;

/**
 * Answers an `EventTaxonomyQuery`: the properties of an event, each with how
 * many values it has and the most frequent ones of the last 30 days.
 *
 * @throws {QueryKindError} For a node that cannot be read
 */
export async function eventTaxonomyQuery(
  input: unknown,
  context: KindContext,
  { store }: Services,
): Promise<KindResult> {
  const node = parseNode(eventTaxonomyNode, input);
  const seen = node.event
    ? [...store.definitions.propertiesOf(node.event)]
    : store.definitions.properties("event").map(({ name }) => name);
  const names = (node.properties ?? seen.sort()).slice(0, MAX_PROPERTIES);
  if (names.length === 0) return { results: [], hogql: "" };
  const samples = node.maxPropertyValues ?? 5;
  const where = allOf([
    hogql`timestamp >= now() - toIntervalDay(${DAYS})`,
    ...(node.event ? [hogql`event = ${node.event}`] : []),
  ]);
  const { rows, hogql: text } = await run(
    hogql`SELECT ${
      joinHogql(names.flatMap((name) => columnsOf(name, samples)), ", ")
    }
FROM events WHERE ${where}`,
    context,
  );
  const [values = []] = rows;
  const results = names.map((property, index) => ({
    property,
    sample_values: values[2 * index] ?? [],
    sample_count: values[2 * index + 1] ?? 0,
  })).filter(({ sample_count }) => Number(sample_count) > 0);
  return { results, hogql: text };
}

/**
 * Answers a `TeamTaxonomyQuery`: every event with how often it was seen.
 */
export function teamTaxonomyQuery(
  _input: unknown,
  _context: KindContext,
  { store }: Services,
): KindResult {
  const results = store.definitions.events()
    .map(({ name, volume }) => ({ event: name, count: volume }))
    .sort((a, b) => b.count - a.count || a.event.localeCompare(b.event));
  return { results };
}

/** The most frequent values of a property, and how many it has. */
function columnsOf(name: string, samples: number): Hogql[] {
  const property = hogql`toString(properties.${identifier(name)})`;
  return [
    hogql`topKIf(${samples})(${property}, ${property} IS NOT NULL)`,
    hogql`uniq(${property})`,
  ];
}
