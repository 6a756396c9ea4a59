/**
 * From a chain of names to SQL.
 *
 * @module
 */

import type { Field } from "../../hogql/mod.ts";
import type { PropertyScope } from "./context.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { identifier, stringLiteral } from "./literal.ts";
import { type Printed, printed } from "./printed.ts";
import { printProperty } from "./property_access.ts";
import type {
  LazyJoin,
  Scope,
  SelectSource,
  Source,
  TableSource,
} from "./scope.ts";
import type { ColumnField, JoinField } from "./tables/table.ts";
import { type HogQLType, nullable, UNKNOWN } from "./type.ts";
import { unknownField } from "./unknown_field.ts";

/**
 * Prints a field: a lambda's parameter, an alias, a column, something behind a
 * lazy join, or a property.
 *
 * @throws {HogQLError} When nothing has that name, or two tables have
 */
export function printField(field: Field, scope: Scope): Printed {
  const [head, ...rest] = field.chain;
  const name = String(head);
  const parameter = scope.findLambdaParameter(name);
  if (parameter !== undefined) {
    return access(printed(identifier(name), parameter), rest, scope, field);
  }
  const qualified = splitQualifier(field.chain, scope);
  if (qualified !== undefined) {
    const { source, path } = qualified;
    const found = resolve(source, path, scope, field);
    if (found !== undefined) return found;
    throw unknownField(path, [source], scope, field);
  }
  const alias = scope.aliases.get(name);
  if (alias !== undefined) return access(alias, rest, scope, field);
  const found = resolveUnqualified(field, scope);
  if (found !== undefined) return found;
  const binding = scope.findCte(name);
  if (binding !== undefined) {
    if (binding.cte.cte_type === "subquery") {
      throw new HogQLError(
        `Cannot use subquery CTE ${name} as a value. Use it in a FROM clause instead.`,
        placeOf(field),
      );
    }
    const value = scope.print(binding.cte.expr);
    scope.compilation.spend(value.sql);
    return access(value, rest, scope, field);
  }
  throw unknownField(field.chain, scope.sources, scope, field);
}

/** The table in front of a name: `e.event`, `system.cohorts.name`. */
function splitQualifier(
  chain: readonly (string | number)[],
  scope: Scope,
): {
  readonly source: Source;
  readonly path: readonly (string | number)[];
} | undefined {
  const names = chain[0] === "posthog" ? chain.slice(1) : chain;
  for (const length of [1, 2, 3]) {
    const source = scope.findSource(names.slice(0, length).join("."));
    if (source !== undefined && names.length > length) {
      return { source, path: names.slice(length) };
    }
  }
  return undefined;
}

function resolveUnqualified(
  field: Field,
  scope: Scope,
): Printed | undefined {
  const name = String(field.chain[0]);
  const owners = scope.sources.filter((source) => hasField(source, name));
  const [owner] = owners;
  if (owner === undefined) return undefined;
  if (owners.length > 1) {
    throw new HogQLError(
      `Ambiguous query. Found multiple sources for field: ${name}`,
      placeOf(field),
    );
  }
  return resolve(owner, field.chain, scope, field);
}

function hasField(source: Source, name: string): boolean {
  return source.kind === "table"
    ? Object.hasOwn(source.table.fields, name)
    : source.columns.has(name);
}

/** Finds a chain in one source; nothing when its first name is not there. */
export function resolve(
  source: Source,
  chain: readonly (string | number)[],
  scope: Scope,
  field: Field,
): Printed | undefined {
  const [head, ...rest] = chain;
  const name = String(head);
  return source.kind === "select"
    ? resolveInSelect(source, name, rest, scope, field)
    : resolveInTable(source, name, rest, scope, field);
}

function resolveInSelect(
  source: SelectSource,
  name: string,
  rest: readonly (string | number)[],
  scope: Scope,
  field: Field,
): Printed | undefined {
  const type = source.columns.get(name);
  if (type === undefined) return undefined;
  const prefix = source.alias === "" ? "" : `${source.alias}.`;
  const column = printed(`${prefix}${identifier(name)}`, type);
  return access(column, rest, scope, field);
}

function resolveInTable(
  source: TableSource,
  name: string,
  rest: readonly (string | number)[],
  scope: Scope,
  field: Field,
): Printed | undefined {
  if (!Object.hasOwn(source.table.fields, name)) return undefined;
  const found = source.table.fields[name];
  switch (found?.kind) {
    case undefined:
      return undefined;
    case "column":
      return column(source, name, found, rest, scope, field);
    case "path":
      return resolve(source, [...found.chain, ...rest], scope, field);
    case "join":
      return through(source, name, found, rest, scope, field);
    case "virtual": {
      const [next, ...after] = rest;
      if (next === undefined) throw tableAsColumn(field);
      const target = Object.hasOwn(found.fields, String(next))
        ? found.fields[String(next)]
        : undefined;
      if (target !== undefined) {
        return resolve(source, [...target.chain, ...after], scope, field);
      }
      if (found.otherwise === undefined) {
        throw unknownField(rest, [source], scope, field);
      }
      return through(source, name, found.otherwise, rest, scope, field);
    }
  }
}

function through(
  source: TableSource,
  name: string,
  join: JoinField,
  rest: readonly (string | number)[],
  scope: Scope,
  field: Field,
): Printed {
  if (rest.length === 0) throw tableAsColumn(field);
  const joined = joinLazily(source, name, join, scope, field);
  const found = resolve(joined, rest, scope, field);
  if (found !== undefined) return found;
  throw unknownField(rest, [joined], scope, field);
}

/** Adds the join on its first use; later uses share it. */
function joinLazily(
  source: TableSource,
  name: string,
  join: JoinField,
  scope: Scope,
  field: Field,
): TableSource {
  const existing = source.joins.get(name);
  if (existing !== undefined) return existing.source;
  const joined = createTableSource(
    `${source.name}__${name}`,
    join.table,
    scope,
  );
  const conditions = join.keys.map(([from, to]) => {
    const left = resolve(source, [from], scope, field)?.sql;
    const right = resolve(joined, [to], scope, field)?.sql;
    return `equals(${left}, ${right})`;
  });
  if (join.condition !== undefined) {
    for (const [, name] of join.condition.matchAll(/\{t\}\.(\w+)/g)) {
      resolve(joined, [name ?? ""], scope, field);
    }
    conditions.push(join.condition.replaceAll("{t}", joined.alias));
  }
  const on = conditions.length === 1
    ? conditions.join()
    : `and(${conditions.join(", ")})`;
  const lazy: LazyJoin = { source: joined, on };
  source.joins.set(name, lazy);
  return joined;
}

/** A source for a table of the schema. */
export function createTableSource(
  name: string,
  tableName: string,
  scope: Scope,
): TableSource {
  const table = scope.compilation.schema.get(tableName);
  if (table === undefined) {
    throw new HogQLError(`Unknown table \`${tableName}\`.`);
  }
  for (const read of [table.name, ...table.needs ?? []]) {
    scope.compilation.tables.add(read);
  }
  if (table.warning !== undefined) {
    scope.compilation.warnings.add(table.warning);
  }
  return {
    kind: "table",
    name,
    alias: identifier(name),
    table,
    requested: new Map(),
    narrowing: [],
    joins: new Map(),
  };
}

function column(
  source: TableSource,
  name: string,
  field: ColumnField,
  rest: readonly (string | number)[],
  scope: Scope,
  node: Field,
): Printed {
  if (field.sql.includes("{t}__override")) {
    resolve(source, ["override", "person_id"], scope, node);
  }
  const [key] = rest;
  if (rest.length === 1 && field.columns?.includes(String(key))) {
    const found = resolve(source, rest, scope, node);
    if (found !== undefined) return found;
  }
  const { derived } = source.table;
  const inner = field.sql.replaceAll("{t}", derived?.alias ?? source.alias);
  const scopeOfJson = field.type.json;
  if (rest.length > 0 && scopeOfJson !== undefined) {
    return property(source, name, inner, scopeOfJson, rest, scope);
  }
  const sql = derived === undefined ? inner : request(source, name, inner);
  return access(zoned(sql, field.type, scope), rest, scope, node);
}

/** A property of a derived table is taken out inside its sub-select. */
function property(
  source: TableSource,
  name: string,
  inner: string,
  jsonScope: PropertyScope,
  path: readonly (string | number)[],
  scope: Scope,
): Printed {
  const value = printProperty(inner, path, jsonScope, scope.compilation);
  if (source.table.derived === undefined) return value;
  const sql = request(source, [name, ...path].join("___"), value.sql);
  return printed(sql, value.type);
}

function request(source: TableSource, name: string, inner: string): string {
  source.requested.set(name, inner);
  return `${source.alias}.${identifier(name.replaceAll("%", "_"))}`;
}

/** Times are shown in the project's time zone. */
function zoned(sql: string, type: HogQLType, scope: Scope): Printed {
  const { timezone } = scope.compilation;
  if (type.kind !== "DateTime") return printed(sql, type);
  if (timezone === "UTC") return { sql, type, instant: sql };
  return {
    sql: `toTimeZone(${sql}, ${stringLiteral(timezone)})`,
    type,
    instant: sql,
  };
}

/** Goes on into a value: a property of JSON, an element of a tuple or array. */
export function access(
  value: Printed,
  path: readonly (string | number)[],
  scope: Scope,
  field: Field,
): Printed {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  const { type } = value;
  if (type.json !== undefined) {
    const { object, path: before } = value.property ??
      { object: value.sql, path: [] };
    const keys = [...before, ...path];
    return printProperty(object, keys, type.json, scope.compilation);
  }
  if (type.kind === "Tuple" || type.kind === "Unknown") {
    const index = typeof head === "number" ? head : Number(head);
    if (Number.isInteger(index)) {
      const item = type.items?.[index - 1] ?? UNKNOWN;
      const element = printed(`tupleElement(${value.sql}, ${index})`, item);
      return access(element, rest, scope, field);
    }
  }
  if (type.kind === "Map") {
    const item = nullable(type.item ?? UNKNOWN);
    const sql = `${value.sql}[${stringLiteral(String(head))}]`;
    return access(printed(sql, item), rest, scope, field);
  }
  if (type.kind === "String" || type.kind === "Unknown") {
    return printProperty(value.sql, path, "other", scope.compilation);
  }
  throw new HogQLError(`Field not found: ${String(head)}`, placeOf(field));
}

function tableAsColumn(field: Field): HogQLError {
  return new HogQLError(
    `Can't select a table when a column is expected: ${field.chain.join(".")}`,
    placeOf(field),
  );
}
