/**
 * Prints expressions.
 *
 * @module
 */

import type {
  ArithmeticOperation,
  BetweenExpr,
  Cast,
  Constant,
  Expr,
  IsDistinctFrom,
  Junction,
  Lambda,
  Sequence,
} from "../../hogql/mod.ts";
import { printCohortMembership } from "./cohort_membership.ts";
import { printComparison } from "./compare.ts";
import { HogQLError, placeOf } from "./errors.ts";
import { printDict, printTag } from "./hogqlx.ts";
import { identifier, stringLiteral } from "./literal.ts";
import {
  printArrayAccess,
  printSlice,
  printTupleAccess,
} from "./print_access.ts";
import { printArithmetic } from "./arithmetic.ts";
import { printCall } from "./print_call.ts";
import { printWindowFunction } from "./print_window.ts";
import { type Printed, printed } from "./printed.ts";
import { printField } from "./resolve_field.ts";
import type { Scope } from "./scope.ts";
import { arrayOf, common, of, parseTypeName, UNKNOWN } from "./type.ts";

/**
 * Prints an expression.
 *
 * @throws {HogQLError} When a name is unknown or a form is not supported
 */
export function printExpr(expr: Expr, scope: Scope): Printed {
  switch (expr.node) {
    case "Field":
      return printField(expr, scope);
    case "Constant":
      return printConstant(expr);
    case "Call":
      return printCall(expr, scope);
    case "CompareOperation":
      if (expr.op === "in cohort" || expr.op === "not in cohort") {
        return printCohortMembership(expr, scope);
      }
      return printComparison(
        expr.op,
        scope.print(expr.left),
        searched(expr.op, expr.right, scope),
        scope,
      );
    case "And":
    case "Or":
      return printJunction(expr, scope);
    case "Not":
      return printNot(scope.print(expr.expr));
    case "ArithmeticOperation":
      return arithmetic(expr, scope);
    case "BetweenExpr":
      return printBetween(expr, scope);
    case "IsDistinctFrom":
      return printDistinct(expr, scope);
    case "Array":
    case "Tuple":
      return printSequence(expr, scope);
    case "ArrayAccess":
      return printArrayAccess(expr, scope);
    case "ArraySlice":
      return printSlice(expr, scope);
    case "TupleAccess":
      return printTupleAccess(expr, scope);
    case "Lambda":
      return printLambda(expr, scope);
    case "TypeCast":
      return printCast(expr, scope);
    case "WindowFunction":
      return printWindowFunction(expr, scope);
    case "Alias": {
      const value = scope.print(expr.expr);
      const name = identifier(expr.alias);
      scope.aliases.set(expr.alias, printed(name, value.type));
      return { ...value, sql: `(${value.sql} AS ${name})` };
    }
    case "SelectQuery":
    case "SelectSetQuery": {
      const query = scope.printer.query(expr, scope);
      const type = query.columns.length === 1
        ? query.columns[0]?.type ?? UNKNOWN
        : UNKNOWN;
      return printed(`(${query.sql})`, { ...type, nullable: true });
    }
    case "Dict":
      return printDict(expr, scope);
    case "HogQLXTag":
      return printTag(expr, scope);
    case "Placeholder":
      throw unresolved(expr);
    default:
      throw unsupported(expr);
  }
}

/** A list with one element is still a list. */
function searched(op: string, expr: Expr, scope: Scope): Printed {
  const value = scope.print(cteQuery(op, expr, scope) ?? expr);
  const isList = op !== "in" && op !== "not in" ||
    expr.node !== "Constant";
  return isList ? value : printed(`tuple(${value.sql})`, value.type);
}

/** `x IN name`, where the name is that of a CTE. */
function cteQuery(op: string, expr: Expr, scope: Scope): Expr | undefined {
  if (op !== "in" && op !== "not in") return undefined;
  if (expr.node !== "Field" || expr.chain.length !== 1) return undefined;
  const binding = scope.findCte(String(expr.chain[0]));
  return binding?.cte.cte_type === "subquery" ? binding.cte.expr : undefined;
}

/** Prints a literal. */
function printConstant(constant: Constant): Printed {
  const { value } = constant;
  if (constant.value_type === "number") {
    return printed(number(String(value)), of("Float"));
  }
  switch (typeof value) {
    case "string":
      return { sql: stringLiteral(value), type: of("String"), constant: value };
    case "number":
      return { sql: String(value), type: of("Integer"), constant: value };
    case "boolean":
      return { sql: String(value), type: of("Boolean"), constant: value };
    default:
      return {
        sql: "NULL",
        type: { kind: "Null", nullable: true },
        constant: null,
      };
  }
}

function number(text: string): string {
  if (text === "Infinity") return "inf";
  if (text === "-Infinity") return "-inf";
  return text === "NaN" ? "nan" : text;
}

function printJunction(expr: Junction, scope: Scope): Printed {
  const parts = expr.exprs.map((part) => scope.print(part));
  const name = expr.node === "And" ? "and" : "or";
  const sql = parts.length === 1
    ? parts.map((part) => part.sql).join()
    : `${name}(${parts.map((part) => part.sql).join(", ")})`;
  return printed(sql, {
    kind: "Boolean",
    nullable: parts.some((part) => part.type.nullable),
  });
}

function printNot(value: Printed): Printed {
  return printed(`not(${value.sql})`, {
    kind: "Boolean",
    nullable: value.type.nullable,
  });
}

const OPERATIONS = {
  "+": "plus",
  "-": "minus",
  "*": "multiply",
  "/": "divide",
  "%": "modulo",
} as const;

function arithmetic(expr: ArithmeticOperation, scope: Scope): Printed {
  return printArithmetic(
    OPERATIONS[expr.op],
    scope.print(expr.left),
    scope.print(expr.right),
  );
}

function printBetween(expr: BetweenExpr, scope: Scope): Printed {
  const value = scope.print(expr.expr);
  const low = scope.print(expr.low);
  const high = scope.print(expr.high);
  const [name, above, below] = expr.negated
    ? ["or", "<", ">"] as const
    : ["and", ">=", "<="] as const;
  const from = printComparison(above, value, low, scope);
  const to = printComparison(below, value, high, scope);
  return printed(`${name}(${from.sql}, ${to.sql})`, of("Boolean"));
}

function printDistinct(expr: IsDistinctFrom, scope: Scope): Printed {
  const left = scope.print(expr.left).sql;
  const right = scope.print(expr.right).sql;
  const word = expr.negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM";
  return printed(`(${left} ${word} ${right})`, of("Boolean"));
}

function printSequence(expr: Sequence, scope: Scope): Printed {
  const parts = expr.exprs.map((part) => scope.print(part));
  const sql = parts.map((part) => part.sql).join(", ");
  const types = parts.map((part) => part.type);
  // Objects differ in type, which an array could not hold.
  const hasObjects = expr.exprs.some(({ node }) => node === "Dict");
  return expr.node === "Array" && !hasObjects
    ? printed(`[${sql}]`, arrayOf(common(types)))
    : printed(`tuple(${sql})`, {
      kind: "Tuple",
      nullable: false,
      items: types,
    });
}

function printLambda(expr: Lambda, scope: Scope): Printed {
  scope.lambdas.push(new Map(expr.args.map((name) => [name, UNKNOWN])));
  const body = scope.print(expr.expr);
  scope.lambdas.pop();
  const names = expr.args.map(identifier);
  const head = names.length === 1 ? names.join() : `(${names.join(", ")})`;
  return printed(`${head} -> ${body.sql}`, body.type);
}

/** Names of types that a cast may use: no more than letters, digits, brackets. */
const TYPE_NAME = /^[a-z][a-z0-9_]*(?:\s*\([a-z0-9_,\s()'/+-]*\))?$/;

function printCast(expr: Cast, scope: Scope): Printed {
  const value = scope.print(expr.expr);
  const name = expr.type_name.trim().toLowerCase();
  const type = parseTypeName(name);
  if (!TYPE_NAME.test(name) || type.kind === "Unknown") {
    throw new HogQLError(
      `Unsupported type in cast: ${expr.type_name}`,
      placeOf(expr),
    );
  }
  const target = value.type.nullable ? { ...type, nullable: true } : type;
  return printed(
    `CAST(${value.sql}, ${stringLiteral(nativeType(name, target.nullable))})`,
    target,
  );
}

const NATIVE_TYPES: Readonly<Record<string, string>> = {
  int: "Int64",
  integer: "Int64",
  bigint: "Int64",
  float: "Float64",
  double: "Float64",
  real: "Float64",
  text: "String",
  varchar: "String",
  string: "String",
  boolean: "Bool",
  bool: "Bool",
  date: "Date",
  datetime: "DateTime64(6)",
  timestamp: "DateTime64(6)",
  uuid: "UUID",
};

function nativeType(name: string, nullable: boolean): string {
  const inner = /^nullable\((.*)\)$/.exec(name)?.[1];
  if (inner !== undefined) return nativeType(inner, true);
  const type = NATIVE_TYPES[name] ?? name
    .replace(/\buint/g, "UInt").replace(/\bint/g, "Int")
    .replace(/\bfloat/g, "Float").replace(/\bstring/g, "String")
    .replace(/\bdatetime/g, "DateTime").replace(/\bdate\b/g, "Date")
    .replace(/\barray/g, "Array").replace(/\bnullable/g, "Nullable")
    .replace(/\bdecimal/g, "Decimal").replace(/\bbool\b/g, "Bool")
    .replace(/\buuid\b/g, "UUID").replace(
      /\blowcardinality/g,
      "LowCardinality",
    );
  return nullable && !type.startsWith("Array") ? `Nullable(${type})` : type;
}

function unresolved(expr: Extract<Expr, { node: "Placeholder" }>): HogQLError {
  const name = expr.expr.node === "Field" ? expr.expr.chain.join(".") : "…";
  return new HogQLError(`Unresolved placeholder: {${name}}`, placeOf(expr));
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  ExprCall: "You can only call simple functions in HogQL, not expressions",
  NamedArgument:
    "Named arguments are not supported in the 'clickhouse' dialect",
  PositionalRef:
    "Positional references are not supported in the 'clickhouse' dialect",
  ColumnsExpr: "COLUMNS and EXCLUDE are only supported in the select list",
  TryCast: "TRY_CAST is not supported in the 'clickhouse' dialect",
};

function unsupported(expr: Expr): HogQLError {
  return new HogQLError(
    UNSUPPORTED[expr.node] ?? `Unsupported expression: ${expr.node}`,
    placeOf(expr),
  );
}
