/**
 * Prints FROM: tables, sub-selects, joins, and the tables that fields need.
 *
 * @module
 */

import type { Expr, JoinExpr, RatioExpr } from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { identifier } from "./literal.ts";
import { createTableSource } from "./resolve_field.ts";
import type {
  CteBinding,
  OutputColumn,
  PrintedQuery,
  Scope,
  SelectSource,
  Source,
  TableSource,
} from "./scope.ts";
import { nearest } from "./suggest.ts";
import { of } from "./type.ts";

/** Tables that take arguments. */
const TABLE_FUNCTIONS: readonly string[] = ["numbers"];

/** One member of FROM, ready to be printed when all fields are known. */
interface Member {
  readonly source: Source;
  /** SQL of a sub-select or a table function; a table is printed at the end. */
  readonly sql: string | undefined;
  readonly node: JoinExpr;
  /** SQL of the join's condition. */
  readonly constraint: string;
}

/** FROM, with its sources in the scope. */
export interface From {
  /** Prints it; to be called when everything else has been printed. */
  print(): string;
}

/**
 * Takes what is in FROM into the scope.
 *
 * @throws {HogQLError} When a table is unknown or taken in twice
 */
export function enterFrom(from: JoinExpr, scope: Scope): From {
  const members: Member[] = [];
  for (
    let node: JoinExpr | null | undefined = from;
    node;
    node = node.next_join
  ) {
    checkJoin(node);
    const [source, sql] = enter(node, scope);
    if (source.name !== "" && scope.findSource(source.name) !== undefined) {
      throw new HogQLError(
        `Already have joined a table called "${source.name}". Can't redefine.`,
        placeOf(node),
      );
    }
    scope.sources.push(source);
    members.push({ source, sql, node, constraint: constraint(node, scope) });
  }
  checkNames(members);
  return { print: () => members.map(printMember).join(" ") };
}

function checkJoin(node: JoinExpr): void {
  if (node.table_final) {
    throw new HogQLError(
      "The FINAL keyword is not supported in HogQL as it causes slow queries",
      placeOf(node),
    );
  }
  if (node.join_type?.includes("POSITIONAL")) {
    throw new HogQLError(
      "POSITIONAL JOIN is not supported in the 'clickhouse' dialect",
      placeOf(node),
    );
  }
  const isJoined = node.join_type && !node.join_type.includes("CROSS");
  if (isJoined && !node.constraint) {
    throw new HogQLError(
      `${node.join_type} needs a condition: ON … or USING (…). CROSS JOIN combines all rows`,
      placeOf(node),
    );
  }
}

function enter(
  node: JoinExpr,
  scope: Scope,
): readonly [Source, string | undefined] {
  const { table } = node;
  if (table.node === "SelectQuery" || table.node === "SelectSetQuery") {
    const query = scope.printer.query(table, scope);
    return selectSource(query, node.alias ?? "", node, scope);
  }
  if (table.node === "Field") {
    return enterNamed(table.chain.join("."), node, scope);
  }
  if (table.node === "Placeholder") {
    return enterUnresolved(table.expr, node);
  }
  throw new HogQLError(
    UNSUPPORTED.get(table.node) ??
      `A ${table.node} cannot be used as a SELECT source`,
    placeOf(node),
  );
}

/** What other dialects of HogQL have in FROM. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map(
  ["Values", "Pivot", "Unpivot"].flatMap((name) =>
    [`${name}Query`, `${name}Expr`].map((node): [string, string] => [
      node,
      `${name.toUpperCase()} is not supported in the 'clickhouse' dialect`,
    ])
  ),
);

/** ClickHouse cannot join what has no name. */
function checkNames(members: readonly Member[]): void {
  if (members.length < 2) return;
  const nameless = members.find(({ source }) => source.name === "");
  if (nameless === undefined) return;
  throw new HogQLError(
    "A sub-query in a JOIN needs an alias, for example (SELECT …) AS a",
    { code: "alias_required", ...placeOf(nameless.node) },
  );
}

function enterUnresolved(expr: Expr, node: JoinExpr): never {
  const name = expr.node === "Field" ? expr.chain.join(".") : "…";
  throw new HogQLError(`Unresolved placeholder: {${name}}`, placeOf(node));
}

function enterNamed(
  name: string,
  node: JoinExpr,
  scope: Scope,
): readonly [Source, string | undefined] {
  const binding = scope.findCte(name);
  if (binding !== undefined && binding.cte.cte_type === "subquery") {
    return selectSource(printCte(binding), node.alias ?? name, node, scope);
  }
  const plain = name.startsWith("posthog.") ? name.slice(8) : name;
  if (TABLE_FUNCTIONS.includes(plain)) return tableFunction(plain, node, scope);
  if (!scope.compilation.schema.has(plain)) {
    throw unknownTable(name, node, scope);
  }
  if (node.table_args) {
    throw new HogQLError(
      `Table '${name}' does not accept arguments`,
      placeOf(node),
    );
  }
  const alias = node.alias ?? plain.replaceAll(".", "__");
  const source = createTableSource(alias, plain, scope);
  return [node.alias ? source : { ...source, name: plain }, undefined];
}

/** A CTE is printed once, and its text put wherever its name is used. */
function printCte(binding: CteBinding): PrintedQuery {
  const { cte, scope } = binding;
  if (binding.printed === undefined) {
    if (cte.recursive) {
      throw new HogQLError(
        "Recursive CTEs are not supported in the 'clickhouse' dialect",
        placeOf(cte),
      );
    }
    const { expr } = cte;
    if (expr.node !== "SelectQuery" && expr.node !== "SelectSetQuery") {
      throw new HogQLError(`CTE ${cte.name} is not a query`, placeOf(cte));
    }
    const query = scope.printer.query(expr, scope);
    binding.printed = renamed(query, cte.columns ?? undefined);
  }
  scope.compilation.spend(binding.printed.sql);
  return binding.printed;
}

function renamed(
  query: PrintedQuery,
  names: readonly string[] | undefined,
): PrintedQuery {
  if (names === undefined) return query;
  const columns = query.columns.map((column, index): OutputColumn => ({
    ...column,
    name: names[index] ?? column.name,
  }));
  const list = query.columns.map((column, index) =>
    `${identifier(column.name)} AS ${identifier(columns[index]?.name ?? "")}`
  );
  return { sql: `SELECT ${list.join(", ")} FROM (${query.sql})`, columns };
}

function selectSource(
  query: PrintedQuery,
  name: string,
  node: JoinExpr,
  scope: Scope,
): readonly [SelectSource, string] {
  scope.compilation.spend(query.sql);
  const { sql, columns } = renamed(query, node.column_aliases ?? undefined);
  return [{
    kind: "select",
    name,
    alias: name === "" ? "" : identifier(name),
    columns: new Map(columns.map((column) => [column.name, column.type])),
  }, `(${sql})`];
}

function tableFunction(
  name: string,
  node: JoinExpr,
  scope: Scope,
): readonly [SelectSource, string] {
  const args = node.table_args ?? [];
  const problem = node.table_args
    ? arityProblem(args.length)
    : "requires arguments";
  if (problem !== undefined) {
    throw new HogQLError(`Table function '${name}' ${problem}`, placeOf(node));
  }
  scope.compilation.tables.add(name);
  const alias = node.alias ?? name;
  const list = args.map((arg) => scope.print(arg).sql).join(", ");
  return [{
    kind: "select",
    name: alias,
    alias: identifier(alias),
    columns: new Map([["number", of("Integer")]]),
  }, `numbers(${list})`];
}

function arityProblem(count: number): string | undefined {
  if (count < 1) return "requires at least 1 argument";
  return count > 2 ? "requires at most 2 arguments" : undefined;
}

/** Tables that people ask for by another name. */
const SYNONYMS: ReadonlyMap<string, string> = new Map(Object.entries({
  person: "persons",
  people: "persons",
  users: "persons",
  session: "sessions",
  raw_sessions: "sessions",
  raw_sessions_v3: "sessions",
  recordings: "session_replay_events",
  session_recordings: "session_replay_events",
}));

function unknownTable(name: string, node: JoinExpr, scope: Scope): HogQLError {
  const known = [...scope.compilation.schema.keys()];
  const last = name.slice(name.lastIndexOf(".") + 1);
  const near = SYNONYMS.get(name.replace(/^posthog\./, "")) ??
    known.find((table) => table === `system.${last}`) ??
    nearest(name, known) ??
    nearest(`system.${last}`, known);
  const hint = near === undefined ? "" : ` Perhaps you meant \`${near}\`?`;
  return new HogQLError(`Unknown table \`${name}\`.${hint}`, placeOf(node));
}

function constraint(node: JoinExpr, scope: Scope): string {
  const written = node.constraint;
  if (!written) return "";
  if (written.constraint_type === "USING") {
    const exprs = written.expr.node === "Tuple"
      ? written.expr.exprs
      : [written.expr];
    return using(exprs, scope);
  }
  scope.joining = true;
  const condition = scope.print(written.expr).sql;
  scope.joining = false;
  return ` ON ${condition}`;
}

function using(exprs: readonly Expr[], scope: Scope): string {
  const names = exprs.map((expr) => {
    const name = expr.node === "Field" ? String(expr.chain.at(-1)) : "";
    for (const source of scope.sources) {
      if (source.kind !== "table" || source.table.derived === undefined) {
        continue;
      }
      const field = source.table.fields[name];
      if (field?.kind !== "column") continue;
      source.requested.set(
        name,
        field.sql.replaceAll("{t}", source.table.derived.alias),
      );
    }
    return identifier(name);
  });
  return ` USING (${names.join(", ")})`;
}

function printMember({ source, sql, node, constraint }: Member): string {
  const head = node.join_type ? `${node.join_type} ` : "";
  const table = source.kind === "table"
    ? printTable(source, sample(node))
    : source.alias === ""
    ? `${sql}`
    : `${sql} AS ${source.alias}`;
  const joins = source.kind === "table" ? printJoins(source) : "";
  return `${head}${table}${constraint}${joins}`;
}

function printJoins(source: TableSource): string {
  return [...source.joins.values()].map((join) =>
    ` LEFT JOIN ${printTable(join.source, "")} ON ${join.on}${
      printJoins(join.source)
    }`
  ).join("");
}

/** A derived table is a sub-select of just the columns that are asked for. */
function printTable(source: TableSource, sample: string): string {
  const { table, alias, requested } = source;
  const { derived } = table;
  if (derived === undefined) return `${table.from} AS ${alias}${sample}`;
  if (requested.size === 0) {
    const key = table.fields[derived.key];
    if (key?.kind === "column") {
      requested.set(derived.key, key.sql.replaceAll("{t}", derived.alias));
    }
  }
  const columns = [...requested].map(([name, sql]) =>
    `${sql} AS ${identifier(name.replaceAll("%", "_"))}`
  );
  const conditions = [
    ...(derived.where === undefined ? [] : [derived.where]),
    ...source.narrowing,
  ].map((condition) => condition.replaceAll("{t}", derived.alias));
  const where = conditions.length > 1
    ? `and(${conditions.join(", ")})`
    : conditions[0];
  const groupBy = derived.groupBy?.replaceAll("{t}", derived.alias);
  const parts = [
    `SELECT ${columns.join(", ")} FROM ${table.from} AS ${derived.alias}`,
    ...(groupBy === undefined ? ["FINAL"] : []),
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groupBy === undefined ? [] : [`GROUP BY ${groupBy}`]),
  ];
  return `(${parts.join(" ")}) AS ${alias}`;
}

function sample(node: JoinExpr): string {
  if (!node.sample) return "";
  const value = ratio(node.sample.sample_value);
  if (value === "1") return "";
  const offset = node.sample.offset_value;
  return ` SAMPLE ${value}${offset === null ? "" : ` OFFSET ${ratio(offset)}`}`;
}

function ratio({ left, right }: RatioExpr): string {
  const text = String(left.value);
  return right === null ? text : `${text}/${right.value}`;
}
