import { assertEquals } from "@std/assert";
import { connect } from "../../../local/chdb.ts";
import {
  findFunction,
  FUNCTION_NAMES,
} from "../../../local/hogql/functions/registry.ts";
import { compileHogQL } from "../../../local/hogql/mod.ts";
import { project } from "./project.ts";

/** Arguments of functions that do not take just anything. */
const CALLS: Readonly<Record<string, string>> = {
  arrayReduce: "arrayReduce('sum', [1])",
  date_part: "date_part('year', now())",
  dateAdd: "dateAdd('day', 1, now())",
  dateSub: "dateSub('day', 1, now())",
  toDecimal: "toDecimal(1, 2)",
  getSurveyResponse: "getSurveyResponse(0)",
  uniqueSurveySubmissionsFilter: "uniqueSurveySubmissionsFilter('a')",
};

/** What stands in front of a bracket without being a function. */
const WORDS = new Set("SELECT FROM WHERE IN AND OVER BY AS".split(" "));

/** A call with the fewest parameters and arguments. */
function callOf(name: string): string {
  if (Object.hasOwn(CALLS, name)) return CALLS[name] ?? "";
  const spec = findFunction(name);
  const args = Array.from({ length: spec?.min ?? 0 }, () => "1").join(", ");
  const params = Array.from({ length: spec?.params?.[0] ?? 0 }, () => "1");
  return `${name}${
    params.length === 0 ? "" : `(${params.join(", ")})`
  }(${args})${/^(?:lag|lead)$/.test(name) ? " OVER ()" : ""}`;
}

interface EngineFunction {
  readonly name: string;
  readonly anyCase: boolean;
  readonly isAggregate: boolean;
}

/** Tells whether ClickHouse has a function or an aggregate of that name. */
async function readEngine(): Promise<(name: string) => boolean> {
  const directory = await Deno.makeTempDir();
  const connection = await connect(directory);
  try {
    const { data }: { data: readonly EngineFunction[] } = JSON.parse(
      await connection.query(
        "SELECT name, toBool(case_insensitive) AS anyCase, toBool(is_aggregate) AS isAggregate FROM system.functions",
        "JSON",
      ),
    );
    const combinators: { data: readonly { readonly name: string }[] } = JSON
      .parse(
        await connection.query(
          "SELECT name FROM system.aggregate_function_combinators",
          "JSON",
        ),
      );
    const written = (list: readonly EngineFunction[]) =>
      new Set(list.map(({ name }) => name));
    const functions = written(data);
    const aggregates = written(data.filter((each) => each.isAggregate));
    const inAnyCase = new Set(
      data.filter((each) => each.anyCase).map(({ name }) => name.toLowerCase()),
    );
    const isAggregate = (name: string): boolean =>
      aggregates.has(name) ||
      combinators.data.some(({ name: suffix }) =>
        name.endsWith(suffix) && isAggregate(name.slice(0, -suffix.length))
      );
    return (name) =>
      functions.has(name) || inAnyCase.has(name.toLowerCase()) ||
      isAggregate(name);
  } finally {
    connection.close();
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("every function that queries may call is one that ClickHouse has", async () => {
  const exists = await readEngine();
  const missing: string[] = [];
  for (const name of FUNCTION_NAMES) {
    const { sql } = await compileHogQL(
      `SELECT ${callOf(name)} FROM events`,
      {},
      project(),
    );
    const code = sql.replaceAll(/'(?:[^'\\]|\\.)*'|`[^`]*`/g, "''");
    for (const [, called = ""] of code.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) {
      if (!WORDS.has(called) && !exists(called)) {
        missing.push(`${name} → ${called}`);
      }
    }
  }
  assertEquals(missing, []);
});
