/**
 * Prints a syntax tree as HogQL: for the names of columns, and so that a
 * reader sees which query ran.
 *
 * @module
 */

import type {
  Constant,
  CTE,
  Expr,
  JoinExpr,
  OrderExpr,
  Query,
  RatioExpr,
  SelectQuery,
  WindowExpr,
  WindowFrameExpr,
} from "../../hogql/mod.ts";
import { stringLiteral } from "./literal.ts";

const COMPARISONS: Readonly<Record<string, string>> = {
  "==": "equals",
  "!=": "notEquals",
  "<": "less",
  "<=": "lessOrEquals",
  ">": "greater",
  ">=": "greaterOrEquals",
  "like": "like",
  "not like": "notLike",
  "ilike": "ilike",
  "not ilike": "notILike",
  "in": "in",
  "not in": "notIn",
  "=~": "match",
};

const ARITHMETIC = {
  "+": "plus",
  "-": "minus",
  "*": "multiply",
  "/": "divide",
  "%": "modulo",
} as const;

/**
 * Prints an expression or a query as HogQL.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExpr } from "../../hogql/mod.ts";
 * import { printHogQL } from "./hogql_text.ts";
 *
 * assertEquals(printHogQL(await parseExpr("a + 1 > properties.$x")), "greater(plus(a, 1), properties.$x)");
 * ```
 */
export function printHogQL(expr: Expr): string {
  switch (expr.node) {
    case "Field":
      return expr.chain.map((part) => name(String(part))).join(".");
    case "Constant":
      return constant(expr);
    case "Alias":
      return `${printHogQL(expr.expr)} AS ${name(expr.alias)}`;
    case "Call": {
      const params = expr.params?.length ? `(${list(expr.params)})` : "";
      const distinct = expr.distinct ? "DISTINCT " : "";
      const order = expr.order_by?.length
        ? ` ORDER BY ${expr.order_by.map(orderText).join(", ")}`
        : "";
      const filter = expr.filter_expr
        ? ` FILTER (WHERE ${printHogQL(expr.filter_expr)})`
        : "";
      return `${expr.name}${params}(${distinct}${
        list(expr.args)
      }${order})${filter}`;
    }
    case "WindowFunction": {
      const args = expr.args?.length
        ? `(${list(expr.exprs ?? [])})(${list(expr.args)})`
        : `(${list(expr.exprs ?? [])})`;
      const over = expr.over_identifier
        ? name(expr.over_identifier)
        : `(${expr.over_expr ? windowText(expr.over_expr) : ""})`;
      return `${expr.name}${args} OVER ${over}`;
    }
    case "CompareOperation":
      return comparison(expr.op, printHogQL(expr.left), printHogQL(expr.right));
    case "And":
    case "Or":
      return `${expr.node.toLowerCase()}(${list(expr.exprs)})`;
    case "Not":
      return `not(${printHogQL(expr.expr)})`;
    case "ArithmeticOperation":
      return `${ARITHMETIC[expr.op]}(${printHogQL(expr.left)}, ${
        printHogQL(expr.right)
      })`;
    case "BetweenExpr": {
      const not = expr.negated ? " NOT" : "";
      return `${printHogQL(expr.expr)}${not} BETWEEN ${
        printHogQL(expr.low)
      } AND ${printHogQL(expr.high)}`;
    }
    case "IsDistinctFrom": {
      const not = expr.negated ? " NOT" : "";
      return `${printHogQL(expr.left)} IS${not} DISTINCT FROM ${
        printHogQL(expr.right)
      }`;
    }
    case "Array":
      return `[${list(expr.exprs)}]`;
    case "Tuple":
      return `tuple(${list(expr.exprs)})`;
    case "Dict":
      return `{${
        expr.items.map(([key, value]) =>
          `${printHogQL(key)}: ${printHogQL(value)}`
        ).join(", ")
      }}`;
    case "ArrayAccess":
      return `${printHogQL(expr.array)}[${printHogQL(expr.property)}]`;
    case "ArraySlice": {
      const start = expr.start_expr ? printHogQL(expr.start_expr) : "";
      const end = expr.end_expr ? printHogQL(expr.end_expr) : "";
      return `${printHogQL(expr.array)}[${start}:${end}]`;
    }
    case "TupleAccess":
      return `${printHogQL(expr.tuple)}.${expr.index}`;
    case "Lambda": {
      const head = expr.args.length === 1
        ? expr.args.join()
        : `(${expr.args.join(", ")})`;
      return `${head} -> ${printHogQL(expr.expr)}`;
    }
    case "TypeCast":
    case "TryCast": {
      const word = expr.node === "TryCast" ? "TRY_CAST" : "CAST";
      return `${word}(${printHogQL(expr.expr)} AS ${expr.type_name})`;
    }
    case "Placeholder":
      return `{${printHogQL(expr.expr)}}`;
    case "HogQLXTag": {
      const attributes = expr.attributes.map(({ name, value }) =>
        ` ${name}={${isList(value) ? `[${list(value)}]` : printHogQL(value)}}`
      );
      return `<${expr.kind}${attributes.join("")} />`;
    }
    case "SelectQuery":
    case "SelectSetQuery":
      return `(${queryText(expr)})`;
    default:
      return expr.node;
  }
}

function isList(value: Expr | readonly Expr[]): value is readonly Expr[] {
  return Array.isArray(value);
}

function list(exprs: readonly Expr[]): string {
  return exprs.map(printHogQL).join(", ");
}

function comparison(op: string, left: string, right: string): string {
  const named = COMPARISONS[op];
  if (named !== undefined) return `${named}(${left}, ${right})`;
  if (op === "!~") return `not(match(${left}, ${right}))`;
  if (op === "=~*") return `match(${left}, concat('(?i)', ${right}))`;
  if (op === "!~*") return `not(match(${left}, concat('(?i)', ${right})))`;
  return `${left} ${op.toUpperCase()} ${right}`;
}

function constant({ value, value_type }: Constant): string {
  if (typeof value === "string" && value_type !== "number") {
    return stringLiteral(value);
  }
  return value === null ? "NULL" : String(value);
}

function name(text: string): string {
  return text === "*" || /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text)
    ? text
    : `\`${text.replace(/[\\`]/g, (c) => `\\${c}`)}\``;
}

/** Prints a query as HogQL. */
export function queryText(query: Query): string {
  if (query.node === "SelectQuery") return selectText(query);
  const rest = query.subsequent_select_queries.map((branch) =>
    ` ${branch.set_operator} ${branchText(branch.select_query)}`
  );
  const limit = query.limit ? ` LIMIT ${printHogQL(query.limit)}` : "";
  const offset = query.offset ? ` OFFSET ${printHogQL(query.offset)}` : "";
  return `${branchText(query.initial_select_query)}${
    rest.join("")
  }${limit}${offset}`;
}

function branchText(query: Query): string {
  return query.node === "SelectQuery"
    ? selectText(query)
    : `(${queryText(query)})`;
}

function selectText(query: SelectQuery): string {
  const clause = (word: string, expr: Expr | null | undefined): string =>
    expr ? `${word} ${printHogQL(expr)}` : "";
  const windows = Object.entries(query.window_exprs ?? {});
  const by = query.limit_by;
  return [
    query.ctes?.length ? `WITH ${query.ctes.map(cteText).join(", ")}` : "",
    `SELECT ${query.distinct ? "DISTINCT " : ""}${list(query.select)}`,
    query.select_from ? `FROM ${joinText(query.select_from)}` : "",
    query.array_join_op
      ? `${query.array_join_op} ${list(query.array_join_list ?? [])}`
      : "",
    clause("PREWHERE", query.prewhere),
    clause("WHERE", query.where),
    groupByText(query),
    clause("HAVING", query.having),
    windows.length > 0
      ? `WINDOW ${
        windows.map(([key, window]) =>
          `${name(key)} AS (${windowText(window)})`
        ).join(", ")
      }`
      : "",
    query.order_by?.length
      ? `ORDER BY ${query.order_by.map(orderText).join(", ")}`
      : "",
    by
      ? `LIMIT ${printHogQL(by.n)}${
        by.offset_value ? ` OFFSET ${printHogQL(by.offset_value)}` : ""
      } BY ${list(by.exprs)}`
      : "",
    clause("LIMIT", query.limit) + (query.limit_percent ? " %" : "") +
    (query.limit_with_ties ? " WITH TIES" : ""),
    clause("OFFSET", query.offset),
  ].filter((part) => part !== "").join(" ");
}

function groupByText(query: SelectQuery): string {
  if (query.group_by_mode === "all") return "GROUP BY ALL";
  if (!query.group_by?.length) return "";
  const parts = query.group_by.map((part) =>
    part.node === "GroupingSet" ? `(${list(part.exprs)})` : printHogQL(part)
  ).join(", ");
  switch (query.group_by_mode) {
    case "rollup":
      return `GROUP BY ROLLUP(${parts})`;
    case "cube":
      return `GROUP BY CUBE(${parts})`;
    case "grouping_sets":
      return `GROUP BY GROUPING SETS (${parts})`;
    default:
      return `GROUP BY ${parts}`;
  }
}

function cteText(cte: CTE): string {
  return cte.cte_type === "column"
    ? `${printHogQL(cte.expr)} AS ${name(cte.name)}`
    : `${name(cte.name)} AS ${printHogQL(cte.expr)}`;
}

function joinText(join: JoinExpr): string {
  const args = join.table_args ? `(${list(join.table_args)})` : "";
  const alias = join.alias ? ` AS ${name(join.alias)}` : "";
  const sample = join.sample
    ? ` SAMPLE ${ratioText(join.sample.sample_value)}${
      join.sample.offset_value
        ? ` OFFSET ${ratioText(join.sample.offset_value)}`
        : ""
    }`
    : "";
  const on = join.constraint
    ? ` ${join.constraint.constraint_type} ${printHogQL(join.constraint.expr)}`
    : "";
  const head = join.join_type ? `${join.join_type} ` : "";
  const next = join.next_join ? ` ${joinText(join.next_join)}` : "";
  return `${head}${printHogQL(join.table)}${args}${alias}${sample}${on}${next}`;
}

function ratioText({ left, right }: RatioExpr): string {
  return right === null
    ? printHogQL(left)
    : `${printHogQL(left)}/${printHogQL(right)}`;
}

function orderText(part: OrderExpr): string {
  return `${printHogQL(part.expr)} ${part.order}`;
}

function windowText(window: WindowExpr): string {
  const edge = (part: WindowFrameExpr): string => {
    if (part.frame_type === "CURRENT ROW") return "CURRENT ROW";
    const value = part.frame_value ?? "UNBOUNDED";
    return `${
      typeof value === "object" ? printHogQL(value) : value
    } ${part.frame_type}`;
  };
  const parts: string[] = [];
  if (window.partition_by?.length) {
    parts.push(`PARTITION BY ${list(window.partition_by)}`);
  }
  if (window.order_by?.length) {
    parts.push(`ORDER BY ${window.order_by.map(orderText).join(", ")}`);
  }
  if (window.frame_method && window.frame_start) {
    parts.push(
      window.frame_end
        ? `${window.frame_method} BETWEEN ${edge(window.frame_start)} AND ${
          edge(window.frame_end)
        }`
        : `${window.frame_method} ${edge(window.frame_start)}`,
    );
  }
  return parts.join(" ");
}
