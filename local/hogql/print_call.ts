/**
 * Prints calls of functions and aggregates.
 *
 * @module
 */

import type { Call, Expr, Lambda } from "../../hogql/mod.ts";
import { printArithmetic } from "./arithmetic.ts";
import { COMPARISON_FUNCTIONS } from "./compare.ts";
import { HogQLError, placeOf } from "./errors.ts";
import {
  checkArity,
  findFunction,
  unknownFunction,
} from "./functions/registry.ts";
import type { CallSite, FunctionSpec } from "./functions/spec.ts";
import { identifier } from "./literal.ts";
import { printOrderedArray } from "./ordered_array.ts";
import { printAction } from "./matches_action.ts";
import { type Printed, printed } from "./printed.ts";
import type { Scope } from "./scope.ts";
import { type HogQLType, of, UNKNOWN } from "./type.ts";
import { refuseTextArgument } from "./wrong_type.ts";

/**
 * Prints a call, if the function is one that queries may use.
 *
 * @throws {HogQLError} When it is unknown, or called with too many or few arguments
 */
export function printCall(call: Call, scope: Scope): Printed {
  const operator = printOperator(call, scope);
  if (operator !== undefined) return operator;
  const spec = findFunction(call.name);
  if (spec === undefined) throw unknownFunction(call.name, placeOf(call));
  const nodes = argumentsOf(call);
  checkArity(spec, call.name, nodes.length, call.params?.length, placeOf(call));
  if (spec.aggregate) return printAggregate(spec, call, nodes, scope);
  return finish(spec, {
    name: call.name,
    args: printArguments(nodes, scope),
    params: [],
    nodes,
    scope,
  });
}

/** `count(*)` counts rows, like `count()`. */
function argumentsOf(call: Call): readonly Expr[] {
  const [first] = call.args;
  const isStar = first?.node === "Field" && first.chain.at(-1) === "*";
  return isStar && call.name.toLowerCase() === "count" ? [] : call.args;
}

/** Operators can be written as functions, too. */
function printOperator(call: Call, scope: Scope): Printed | undefined {
  const { name, args } = call;
  const op = COMPARISON_FUNCTIONS.get(name);
  const [left, right] = args;
  if (op !== undefined) {
    if (left === undefined || right === undefined || args.length > 2) {
      throw wrongCount(call, 2);
    }
    return scope.print({ ...call, node: "CompareOperation", op, left, right });
  }
  switch (name) {
    case "and":
    case "or":
      if (args.length === 0) throw wrongCount(call, 1);
      return scope.print({
        ...call,
        node: name === "and" ? "And" : "Or",
        exprs: args,
      });
    case "not":
    case "NOT":
      if (left === undefined || args.length > 1) throw wrongCount(call, 1);
      return scope.print({ ...call, node: "Not", expr: left });
    case "plus":
    case "minus":
    case "multiply":
    case "divide":
    case "modulo":
      if (left === undefined || right === undefined || args.length > 2) {
        throw wrongCount(call, 2);
      }
      return printArithmetic(name, scope.print(left), scope.print(right));
    case "matchesAction":
      return printAction(call, scope);
    case "exists":
    case "EXISTS":
      return printed(
        `exists${list(args.map((arg) => scope.print(arg)))}`,
        of("Boolean"),
      );
    default:
      return undefined;
  }
}

function wrongCount(call: Call, count: number): HogQLError {
  return new HogQLError(
    `Function '${call.name}' expects ${count} argument${
      count === 1 ? "" : "s"
    }, found ${call.args.length}`,
    placeOf(call),
  );
}

/** Prints arguments; lambdas learn what the arrays beside them hold. */
function printArguments(nodes: readonly Expr[], scope: Scope): Printed[] {
  const [first, ...others] = nodes;
  if (first?.node !== "Lambda") return nodes.map((node) => scope.print(node));
  const rest = others.map((node) => scope.print(node));
  return [printLambda(first, rest, scope), ...rest];
}

function printLambda(
  lambda: Lambda,
  arrays: readonly Printed[],
  scope: Scope,
): Printed {
  const known = lambda.args.map((name, index): [string, HogQLType] => [
    name,
    arrays[index]?.type.item ?? UNKNOWN,
  ]);
  scope.lambdas.push(new Map(known));
  const body = scope.print(lambda.expr);
  scope.lambdas.pop();
  const names = lambda.args.map(identifier);
  const head = names.length === 1 ? names.join() : `(${names.join(", ")})`;
  return printed(`${head} -> ${body.sql}`, body.type);
}

function printAggregate(
  spec: FunctionSpec,
  call: Call,
  nodes: readonly Expr[],
  scope: Scope,
): Printed {
  if (scope.aggregate !== undefined) {
    throw new HogQLError(
      `Aggregation '${call.name}' cannot be nested inside another aggregation '${scope.aggregate}'.`,
      placeOf(call),
    );
  }
  if (call.within_group) {
    throw new HogQLError(
      "WITHIN GROUP is not supported in the 'clickhouse' dialect",
      placeOf(call),
    );
  }
  scope.aggregate = call.name;
  try {
    const site: CallSite = {
      name: call.name,
      args: printArguments(nodes, scope),
      params: (call.params ?? []).map((param) => scope.print(param)),
      nodes,
      scope,
    };
    if (call.order_by?.length) return printOrderedArray(call, site);
    return finish(spec, site, call);
  } finally {
    scope.aggregate = undefined;
  }
}

function finish(spec: FunctionSpec, site: CallSite, call?: Call): Printed {
  refuseTextArgument(spec.name, site.args);
  const type = typeof spec.returns === "function"
    ? spec.returns(site)
    : spec.returns;
  const { json: _, ...plain } = type;
  const sql = spec.print?.(site) ?? printPlainly(spec, site, call);
  if (!call?.filter_expr) return printed(sql, plain);
  const filter = site.scope.print(call.filter_expr).sql;
  return printed(`${sql} FILTER (WHERE ${filter})`, plain);
}

function printPlainly(
  spec: FunctionSpec,
  site: CallSite,
  call: Call | undefined,
): string {
  const params = site.params.length === 0 ? "" : list(site.params);
  const distinct = call?.distinct ? "DISTINCT " : "";
  const args = site.args.map((argument) => argument.sql).join(", ");
  return `${spec.native ?? spec.name}${params}(${distinct}${args})`;
}

function list(parts: readonly Printed[]): string {
  return `(${parts.map((part) => part.sql).join(", ")})`;
}
