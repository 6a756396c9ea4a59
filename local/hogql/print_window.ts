/**
 * Window functions.
 *
 * @module
 */

import type {
  Expr,
  WindowExpr,
  WindowFrameExpr,
  WindowFunction,
} from "../../hogql/mod.ts";
import { HogQLError, placeOf } from "./errors.ts";
import {
  checkArity,
  findFunction,
  unknownFunction,
} from "./functions/registry.ts";
import type { CallSite, FunctionSpec } from "./functions/spec.ts";
import { identifier } from "./literal.ts";
import { type Printed, printed } from "./printed.ts";
import type { Scope } from "./scope.ts";
import { nullable, required } from "./type.ts";

/** The neighbours of a row, which ClickHouse only looks for inside the frame. */
const NEIGHBOURS: ReadonlyMap<string, string> = new Map([
  ["lag", "lagInFrame"],
  ["lead", "leadInFrame"],
]);

const WHOLE_PARTITION =
  "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";

/**
 * Prints `f(x) OVER …`.
 *
 * @throws {HogQLError} When the function or the window is unknown
 */
export function printWindowFunction(
  call: WindowFunction,
  scope: Scope,
): Printed {
  const spec = findFunction(call.name);
  if (spec === undefined) throw unknownFunction(call.name, placeOf(call));
  const [params, nodes] = partsOf(call, spec);
  checkArity(spec, call.name, nodes.length, params?.length, placeOf(call));
  const site: CallSite = {
    name: call.name,
    args: nodes.map((node) => scope.print(node)),
    params: (params ?? []).map((param) => scope.print(param)),
    nodes,
    scope,
  };
  const type = typeof spec.returns === "function"
    ? spec.returns(site)
    : spec.returns;
  const neighbour = NEIGHBOURS.get(call.name.toLowerCase());
  const over = printOver(call, scope, neighbour !== undefined);
  if (neighbour !== undefined) {
    const args = site.args.map(({ sql }, index) =>
      index === 0 ? `toNullable(${sql})` : sql
    );
    return printed(
      `${neighbour}(${args.join(", ")}) OVER ${over}`,
      nullable(type),
    );
  }
  const { json: _, ...plain } = call.name === "row_number"
    ? required(type)
    : type;
  const head = params === undefined
    ? ""
    : `(${site.params.map(({ sql }) => sql).join(", ")})`;
  const args = site.args.map(({ sql }) => sql).join(", ");
  const sql = spec.print?.(site) ??
    `${spec.native ?? spec.name}${head}(${args})`;
  return printed(`${sql} OVER ${over}`, plain);
}

/** A parametric function has its parameters where others have arguments. */
function partsOf(
  call: WindowFunction,
  spec: FunctionSpec,
): readonly [readonly Expr[] | undefined, readonly Expr[]] {
  const written = call.exprs ?? [];
  const args = call.args ?? [];
  const isCount = call.name.toLowerCase() === "count";
  const plain = written.filter((expr) =>
    !(isCount && expr.node === "Field" && expr.chain.at(-1) === "*")
  );
  return spec.params !== undefined && args.length > 0
    ? [written, args]
    : [undefined, [...plain, ...args]];
}

function printOver(
  call: WindowFunction,
  scope: Scope,
  wholePartition: boolean,
): string {
  if (call.over_identifier) {
    if (!scope.windows.has(call.over_identifier)) {
      throw new HogQLError(
        `Unknown window: ${call.over_identifier}`,
        placeOf(call),
      );
    }
    return identifier(call.over_identifier);
  }
  return `(${printWindow(call.over_expr, scope, wholePartition)})`;
}

/** Prints what is between the brackets of OVER or WINDOW. */
export function printWindow(
  window: WindowExpr | null | undefined,
  scope: Scope,
  wholePartition = false,
): string {
  const parts: string[] = [];
  if (window?.partition_by?.length) {
    parts.push(
      `PARTITION BY ${
        window.partition_by.map((expr) => scope.print(expr).sql).join(", ")
      }`,
    );
  }
  if (window?.order_by?.length) {
    const order = window.order_by.map(({ expr, order }) =>
      `${scope.print(expr).sql} ${order}`
    );
    parts.push(`ORDER BY ${order.join(", ")}`);
  }
  if (window?.frame_method) {
    const start = frameEdge(window.frame_start, scope);
    const end = frameEdge(window.frame_end, scope);
    parts.push(
      end === undefined
        ? `${window.frame_method} ${start}`
        : `${window.frame_method} BETWEEN ${start} AND ${end}`,
    );
  } else if (wholePartition) parts.push(WHOLE_PARTITION);
  return parts.join(" ");
}

function frameEdge(
  edge: WindowFrameExpr | null | undefined,
  scope: Scope,
): string | undefined {
  if (!edge) return undefined;
  if (edge.frame_type === "CURRENT ROW") return "CURRENT ROW";
  const value = edge.frame_value ?? null;
  if (value === null) return `UNBOUNDED ${edge.frame_type}`;
  const size = typeof value === "number"
    ? String(value)
    : scope.print(value).sql;
  return `${size} ${edge.frame_type}`;
}
