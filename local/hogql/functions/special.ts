/**
 * Functions that ClickHouse has under another name, or in another form.
 *
 * @module
 */

import { HogQLError } from "../errors.ts";
import { stringLiteral } from "../literal.ts";
import { arrayOf, common, isNumber, nullable, of, UNKNOWN } from "../type.ts";
import { type CallSite, type FunctionSpec, whenArgumentsAre } from "./spec.ts";

const args = (site: CallSite): string =>
  site.args.map((argument) => argument.sql).join(", ");
const at = (site: CallSite, index: number): string =>
  site.args[index]?.sql ?? "NULL";

function special(
  name: string,
  arity: readonly [number, number],
  returns: FunctionSpec["returns"],
  print: (site: CallSite) => string,
): FunctionSpec {
  return { name, min: arity[0], max: arity[1], returns, print };
}

function castOrNull(
  name: string,
  type: string,
  kind: "Integer" | "Float",
): FunctionSpec {
  return special(
    name,
    [1, 1],
    nullable(of(kind)),
    (site) => `accurateCastOrNull(${at(site, 0)}, '${type}')`,
  );
}

const CONVERSIONS: readonly FunctionSpec[] = [
  castOrNull("toInt", "Int64", "Integer"),
  castOrNull("toInt64OrNull", "Int64", "Integer"),
  castOrNull("toFloat", "Float64", "Float"),
  castOrNull("toFloatOrNull", "Float64", "Float"),
  castOrNull("toFloat64OrNull", "Float64", "Float"),
  special(
    "toIntOrZero",
    [1, 1],
    whenArgumentsAre(of("Integer")),
    (site) => `toInt64OrZero(${text(site)})`,
  ),
  special(
    "toFloatOrZero",
    [1, 1],
    whenArgumentsAre(of("Float")),
    (site) => `toFloat64OrZero(${text(site)})`,
  ),
  special(
    "toFloatOrDefault",
    [1, 2],
    whenArgumentsAre(of("Float")),
    (site) =>
      `toFloat64OrDefault(${text(site)}, accurateCast(${
        site.args[1]?.sql ?? "0"
      }, 'Float64'))`,
  ),
  special(
    "toDecimal",
    [2, 2],
    nullable(of("Decimal")),
    (site) => `accurateCastOrNull(${at(site, 0)}, 'Decimal64(${scale(site)})')`,
  ),
  special(
    "toUUID",
    [1, 1],
    nullable(of("UUID")),
    (site) => `accurateCastOrNull(${at(site, 0)}, 'UUID')`,
  ),
  special(
    "toBool",
    [1, 1],
    nullable(of("Boolean")),
    (site) => `accurateCastOrNull(${at(site, 0)}, 'Bool')`,
  ),
  special(
    "toNullableString",
    [1, 1],
    nullable(of("String")),
    (site) => `accurateCastOrNull(${at(site, 0)}, 'Nullable(String)')`,
  ),
  special(
    "toNullable",
    [1, 1],
    (site) => nullable(site.args[0]?.type ?? UNKNOWN),
    (site) => `toNullable(${at(site, 0)})`,
  ),
  special(
    "assumeNotNull",
    [1, 1],
    (site) => ({ ...(site.args[0]?.type ?? UNKNOWN), nullable: false }),
    (site) => `assumeNotNull(${at(site, 0)})`,
  ),
];

/** These read text: a property that is a number already becomes text again. */
function text(site: CallSite): string {
  const [value] = site.args;
  return value !== undefined && isNumber(value.type)
    ? `toString(${value.sql})`
    : at(site, 0);
}

function scale(site: CallSite): number {
  const value = site.args[1]?.constant;
  if (typeof value === "number" && value >= 0 && value <= 18) return value;
  throw new HogQLError(
    "Function 'toDecimal' expects the number of decimal digits, from 0 to 18, as its second argument",
  );
}

const STRINGS: readonly FunctionSpec[] = [
  special("concat", [1, Infinity], of("String"), (site) => {
    const parts = site.args.map(({ sql, type, constant }) => {
      if (constant === null) return "''";
      if (type.kind === "String" && !type.nullable) return sql;
      return type.nullable
        ? `ifNull(toString(${sql}), '')`
        : `toString(${sql})`;
    });
    return parts.length === 1 ? parts.join() : `concat(${parts.join(", ")})`;
  }),
  special(
    "split_part",
    [3, 3],
    whenArgumentsAre(of("String")),
    (site) =>
      `splitByString(${at(site, 1)}, assumeNotNull(${at(site, 0)}))[${
        at(site, 2)
      }]`,
  ),
  special("trim", [1, 2], whenArgumentsAre(of("String")), trim("BOTH")),
  special("btrim", [1, 2], whenArgumentsAre(of("String")), trim("BOTH")),
  special("ltrim", [1, 2], whenArgumentsAre(of("String")), trim("LEADING")),
  special("rtrim", [1, 2], whenArgumentsAre(of("String")), trim("TRAILING")),
  special(
    "md5",
    [1, 1],
    whenArgumentsAre(of("String")),
    (site) => `hex(MD5(${at(site, 0)}))`,
  ),
];

function trim(side: "BOTH" | "LEADING" | "TRAILING") {
  return (site: CallSite): string =>
    `trim(${side} ${site.args[1]?.sql ?? "' '"} FROM ${at(site, 0)})`;
}

const CONDITIONS: readonly FunctionSpec[] = [
  special(
    "if",
    [3, 3],
    (site) => common(site.args.slice(1).map(({ type }) => type)),
    (site) => `if(${args(site)})`,
  ),
  special("multiIf", [3, Infinity], (site) => {
    const results = site.args.filter((_, index) =>
      index % 2 === 1 || index === site.args.length - 1
    );
    return common(results.map(({ type }) => type));
  }, (site) => `multiIf(${args(site)})`),
  ...["ifNull", "ifnull"].map((name) =>
    special(name, [2, 2], fallback, (site) => `ifNull(${args(site)})`)
  ),
  special(
    "coalesce",
    [1, Infinity],
    fallback,
    (site) => `coalesce(${args(site)})`,
  ),
  ...["nullIf", "nullif"].map((name) =>
    special(
      name,
      [2, 2],
      (site) => nullable(site.args[0]?.type ?? UNKNOWN),
      (site) => `nullIf(${args(site)})`,
    )
  ),
  ...["greatest", "least"].map((name) =>
    special(
      name,
      [2, Infinity],
      (site) => common(site.args.map(({ type }) => type)),
      (site) => `${name}(${args(site)})`,
    )
  ),
  special(
    "_caseWithExpression",
    [3, Infinity],
    (site) =>
      common(
        site.args.filter((_, index) =>
          index > 0 && (index % 2 === 0 || index === site.args.length - 1)
        ).map(({ type }) => type),
      ),
    (site) => `caseWithExpression(${args(site)})`,
  ),
];

/** NULL only when the last resort is. */
function fallback(site: CallSite) {
  const types = site.args.map(({ type }) => type);
  return { ...common(types), nullable: types.at(-1)?.nullable ?? true };
}

const AGGREGATES: readonly FunctionSpec[] = [
  special(
    "every",
    [1, 1],
    of("Boolean"),
    (site) => `toBool(min(${at(site, 0)}))`,
  ),
  special(
    "string_agg",
    [2, 2],
    of("String"),
    (site) => `arrayStringConcat(groupArray(${at(site, 0)}), ${at(site, 1)})`,
  ),
  special(
    "json_agg",
    [1, 1],
    of("String"),
    (site) => `toJSONString(groupArray(${at(site, 0)}))`,
  ),
].map((spec) => ({ ...spec, aggregate: true }));

/** `arrayReduce('sum', xs)`: the name must be one that queries may use. */
function arrayReduce(site: CallSite): string {
  const name = site.args[0]?.constant;
  const [, base] = /^(\w+)(?:\([\d., ]*\))?$/.exec(String(name)) ?? [];
  if (typeof name !== "string" || !REDUCERS.has(base ?? "")) {
    throw new HogQLError(
      "Function 'arrayReduce' expects the name of an aggregate as its first argument, for example 'sum'",
    );
  }
  return `arrayReduce(${args(site)})`;
}

const REDUCERS: ReadonlySet<string> = new Set(
  ("any anyLast avg count countDistinct groupArray groupUniqArray max median min quantile quantiles " +
    "quantileExact stddevPop stddevSamp sum topK uniq uniqExact varPop varSamp")
    .split(
      " ",
    ),
);

const ARRAYS: readonly FunctionSpec[] = [
  special("arrayReduce", [2, Infinity], UNKNOWN, arrayReduce),
  special(
    "generateSeries",
    [2, 3],
    arrayOf(of("Integer")),
    (site) =>
      `range(${at(site, 0)}, plus(${at(site, 1)}, 1)${
        site.args[2] === undefined ? "" : `, ${at(site, 2)}`
      })`,
  ),
  special(
    "medianArray",
    [1, 1],
    UNKNOWN,
    (site) => `arrayReduce('medianOrNull', ${at(site, 0)})`,
  ),
  special(
    "tuple",
    [0, Infinity],
    (site) => ({
      kind: "Tuple",
      nullable: false,
      items: site.args.map(({ type }) => type),
    }),
    (site) => `tuple(${args(site)})`,
  ),
  special(
    "sortableSemVer",
    [1, 1],
    arrayOf(of("Integer")),
    (site) =>
      `arrayMap(x -> toInt64OrZero(x), splitByChar('.', extract(assumeNotNull(${
        at(site, 0)
      }), '(\\\\d+(\\\\.\\\\d+)+)')))`,
  ),
  special(
    "sparkline",
    [1, 1],
    UNKNOWN,
    (site) => `tuple('__hx_tag', 'Sparkline', 'data', ${at(site, 0)})`,
  ),
  special(
    "recordingButton",
    [1, 2],
    UNKNOWN,
    (site) =>
      `tuple('__hx_tag', 'RecordingButton', 'sessionId', ${at(site, 0)}${
        site.args[1] === undefined
          ? ""
          : `, ${stringLiteral("recordingStatus")}, ${at(site, 1)}`
      })`,
  ),
];

/** The functions with a form of their own, except those about time. */
export const SPECIAL_FUNCTIONS: readonly FunctionSpec[] = [
  ...CONVERSIONS,
  ...STRINGS,
  ...CONDITIONS,
  ...AGGREGATES,
  ...ARRAYS,
];
