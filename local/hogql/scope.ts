/**
 * Which names mean what, in one SELECT.
 *
 * @module
 */

import type { CTE, Expr, Query } from "../../hogql/mod.ts";
import type { Compilation } from "./compilation.ts";
import type { Printed } from "./printed.ts";
import type { Table } from "./tables/table.ts";
import type { HogQLType } from "./type.ts";

/** A table in FROM, or one joined because a field needs it. */
export interface TableSource {
  readonly kind: "table";
  /** The name queries use for it. */
  readonly name: string;
  /** The same, as SQL. */
  readonly alias: string;
  /** Its description. */
  readonly table: Table;
  /** For derived tables: SQL of the columns asked for, by name. */
  readonly requested: Map<string, string>;
  /**
   * Conditions inside a derived table that leave out rows which could not
   * matter; `{t}` is its alias there.
   */
  readonly narrowing: string[];
  /** Tables joined to it, by the field that needs them. */
  readonly joins: Map<string, LazyJoin>;
}

/** A table that a field such as `person` stands for. */
export interface LazyJoin {
  /** The joined table. */
  readonly source: TableSource;
  /** SQL of the condition. */
  readonly on: string;
}

/** A sub-select in FROM. */
export interface SelectSource {
  readonly kind: "select";
  /** The name queries use for it; empty when it has none. */
  readonly name: string;
  /** The same, as SQL. */
  readonly alias: string;
  /** Its columns with their types. */
  readonly columns: ReadonlyMap<string, HogQLType>;
}

/** Anything in FROM. */
export type Source = TableSource | SelectSource;

/** A column of a query's result. */
export interface OutputColumn {
  /** Its name. */
  readonly name: string;
  /** Its type. */
  readonly type: HogQLType;
}

/** A query that has been printed. */
export interface PrintedQuery {
  /** ClickHouse SQL. */
  readonly sql: string;
  /** What it returns, in order. */
  readonly columns: readonly OutputColumn[];
}

/**
 * Prints what an expression contains. It is handed from scope to scope,
 * because expressions contain queries and queries contain expressions.
 */
export interface Printer {
  /** Prints an expression. */
  expr(expr: Expr, scope: Scope): Printed;
  /** Prints a query inside another. */
  query(query: Query, outer: Scope): PrintedQuery;
}

/** A common table expression with the scope it was written in. */
export interface CteBinding {
  /** As written. */
  readonly cte: CTE;
  /** Where it was written. */
  readonly scope: Scope;
  /** What it returns, once it has been printed. */
  printed?: PrintedQuery;
}

/** The names one SELECT can see. */
export class Scope {
  /** What the whole query shares. */
  readonly compilation: Compilation;
  /** Prints what is inside. */
  readonly printer: Printer;
  /** The SELECT around this one: only its CTEs can be seen. */
  readonly outer: Scope | undefined;
  /** What is in FROM. */
  readonly sources: Source[] = [];
  /** Names given in SELECT and ARRAY JOIN. */
  readonly aliases: Map<string, Printed> = new Map();
  /** Names given in WITH. */
  readonly ctes: Map<string, CteBinding> = new Map();
  /** Names given in WINDOW. */
  readonly windows: Set<string> = new Set();
  /** Parameters of the lambdas around the expression, innermost last. */
  readonly lambdas: ReadonlyMap<string, HogQLType>[] = [];
  /** The aggregate around the expression. */
  aggregate: string | undefined;
  /** Conditions of joins are printed without care for NULL. */
  joining = false;

  /** A scope inside another. */
  constructor(compilation: Compilation, printer: Printer, outer?: Scope) {
    this.compilation = compilation;
    this.printer = printer;
    this.outer = outer;
  }

  /** Prints an expression with the names of this scope. */
  print(expr: Expr): Printed {
    return this.printer.expr(expr, this);
  }

  /** The CTE of that name, here or further out. */
  findCte(name: string): CteBinding | undefined {
    return this.ctes.get(name) ?? this.outer?.findCte(name);
  }

  /** The source of that name. */
  findSource(name: string): Source | undefined {
    return this.sources.find((source) => source.name === name);
  }

  /** The type of a lambda parameter. */
  findLambdaParameter(name: string): HogQLType | undefined {
    for (let i = this.lambdas.length - 1; i >= 0; i--) {
      const type = this.lambdas[i]?.get(name);
      if (type !== undefined) return type;
    }
    return undefined;
  }
}
