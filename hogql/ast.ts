/**
 * The syntax tree of HogQL, with the field names PostHog's own parser gives
 * it. Keys marked optional are absent unless the text uses them.
 *
 * @module
 */

/** A place in the text, in Unicode code points. */
export interface Position {
  /** Counted from 1; 0 where the parser does not tell. */
  readonly line: number;
  /** Counted from 0. */
  readonly column: number;
  /** Code points from the beginning of the text. */
  readonly offset: number;
}

/** What every node may carry: where it was written. */
export interface Located {
  /** First character. */
  readonly start?: Position | null;
  /** Just after the last character. */
  readonly end?: Position | null;
}

/** A name with its path: `e.properties.$browser`, `*`. */
export interface Field extends Located {
  readonly node: "Field";
  readonly chain: readonly (string | number)[];
}

/**
 * A literal. Numbers that JavaScript cannot hold exactly as an integer come as
 * their text, with `value_type` set to `number`.
 */
export interface Constant extends Located {
  readonly node: "Constant";
  readonly value: string | number | boolean | null;
  readonly value_type?: "number";
}

/** `expr AS alias`. */
export interface Alias extends Located {
  readonly node: "Alias";
  readonly alias: string;
  readonly expr: Expr;
}

/** A function or aggregate call; operators and sugar come as calls too. */
export interface Call extends Located {
  readonly node: "Call";
  readonly name: string;
  readonly args: readonly Expr[];
  readonly params?: readonly Expr[] | null;
  readonly distinct?: boolean;
  readonly filter_expr?: Expr | null;
  readonly order_by?: readonly OrderExpr[] | null;
  readonly within_group?: readonly OrderExpr[] | null;
}

/** `f(x) OVER (…)` or `f(x) OVER name`. */
export interface WindowFunction extends Located {
  readonly node: "WindowFunction";
  readonly name: string;
  readonly exprs: readonly Expr[] | null;
  readonly args: readonly Expr[] | null;
  readonly over_expr?: WindowExpr | null;
  readonly over_identifier?: string | null;
}

/** `left op right`. */
export interface CompareOperation extends Located {
  readonly node: "CompareOperation";
  readonly op: string;
  readonly left: Expr;
  readonly right: Expr;
}

/** Conjunction or disjunction of any length. */
export interface Junction extends Located {
  readonly node: "And" | "Or";
  readonly exprs: readonly Expr[];
}

/** Negation. */
export interface Not extends Located {
  readonly node: "Not";
  readonly expr: Expr;
}

/** `left + right` and the like. */
export interface ArithmeticOperation extends Located {
  readonly node: "ArithmeticOperation";
  readonly op: "+" | "-" | "*" | "/" | "%";
  readonly left: Expr;
  readonly right: Expr;
}

/** `expr BETWEEN low AND high`. */
export interface BetweenExpr extends Located {
  readonly node: "BetweenExpr";
  readonly expr: Expr;
  readonly low: Expr;
  readonly high: Expr;
  readonly negated: boolean;
}

/** `left IS [NOT] DISTINCT FROM right`; `negated` is the form with NOT. */
export interface IsDistinctFrom extends Located {
  readonly node: "IsDistinctFrom";
  readonly left: Expr;
  readonly right: Expr;
  readonly negated: boolean;
}

/** `[a, b]` or `(a, b)`. */
export interface Sequence extends Located {
  readonly node: "Array" | "Tuple";
  readonly exprs: readonly Expr[];
}

/** `{'key': value}`. */
export interface Dict extends Located {
  readonly node: "Dict";
  readonly items: readonly (readonly [Expr, Expr])[];
}

/** `array[property]`, `object?.name`. */
export interface ArrayAccess extends Located {
  readonly node: "ArrayAccess";
  readonly array: Expr;
  readonly property: Expr;
  readonly nullish?: boolean;
}

/** `array[start:end]`. */
export interface ArraySlice extends Located {
  readonly node: "ArraySlice";
  readonly array: Expr;
  readonly start_expr?: Expr | null;
  readonly end_expr?: Expr | null;
}

/** `tuple.1`. */
export interface TupleAccess extends Located {
  readonly node: "TupleAccess";
  readonly tuple: Expr;
  readonly index: number;
  readonly nullish?: boolean;
}

/** `(a, b) -> expr`. */
export interface Lambda extends Located {
  readonly node: "Lambda";
  readonly args: readonly string[];
  readonly expr: Expr;
}

/** `CAST(x AS type)`, `x::type`, `TRY_CAST(…)`. */
export interface Cast extends Located {
  readonly node: "TypeCast" | "TryCast";
  readonly expr: Expr;
  readonly type_name: string;
}

/** `{name}`: filled from values, variables or filters before anything runs. */
export interface Placeholder extends Located {
  readonly node: "Placeholder";
  readonly expr: Expr;
}

/** `<tag attr={…}>…</tag>`. */
export interface HogQLXTag extends Located {
  readonly node: "HogQLXTag";
  readonly kind: string;
  readonly attributes: readonly HogQLXAttribute[];
}

/** One attribute of a tag; the text and tags inside come as `children`. */
export interface HogQLXAttribute extends Located {
  readonly node: "HogQLXAttribute";
  readonly name: string;
  readonly value: Expr | readonly Expr[];
}

/** Forms that parse and that PostHog's ClickHouse dialect does not have. */
export interface Unsupported extends Located {
  readonly node:
    | "ExprCall"
    | "NamedArgument"
    | "PositionalRef"
    | "ColumnsExpr"
    | "ValuesQuery"
    | "PivotExpr"
    | "UnpivotExpr";
}

/** Anything that stands for a value. */
export type Expr =
  | Field
  | Constant
  | Alias
  | Call
  | WindowFunction
  | CompareOperation
  | Junction
  | Not
  | ArithmeticOperation
  | BetweenExpr
  | IsDistinctFrom
  | Sequence
  | Dict
  | ArrayAccess
  | ArraySlice
  | TupleAccess
  | Lambda
  | Cast
  | Placeholder
  | HogQLXTag
  | Unsupported
  | SelectQuery
  | SelectSetQuery;

/** `expr ASC`, `expr DESC WITH FILL …`. */
export interface OrderExpr extends Located {
  readonly node: "OrderExpr";
  readonly expr: Expr;
  readonly order: "ASC" | "DESC";
  readonly with_fill?: {
    readonly from_value?: Expr | null;
    readonly to_value?: Expr | null;
    readonly step_value?: Expr | null;
  } | null;
}

/** The frame and order of a window. */
export interface WindowExpr extends Located {
  readonly node: "WindowExpr";
  readonly partition_by?: readonly Expr[] | null;
  readonly order_by?: readonly OrderExpr[] | null;
  readonly frame_method?: "ROWS" | "RANGE" | null;
  readonly frame_start?: WindowFrameExpr | null;
  readonly frame_end?: WindowFrameExpr | null;
}

/** One end of a frame; no value means UNBOUNDED. */
export interface WindowFrameExpr extends Located {
  readonly node: "WindowFrameExpr";
  readonly frame_type: "PRECEDING" | "FOLLOWING" | "CURRENT ROW";
  readonly frame_value?: number | Expr | null;
}

/** `name AS (SELECT …)` or `expr AS name`. */
export interface CTE extends Located {
  readonly node: "CTE";
  readonly name: string;
  readonly expr: Expr;
  readonly cte_type: "subquery" | "column";
  readonly columns?: readonly string[] | null;
  readonly materialized?: boolean | null;
  readonly using_key?: readonly string[] | null;
  readonly recursive?: boolean;
}

/** `ON expr` or `USING (a, b)`. */
export interface JoinConstraint extends Located {
  readonly node: "JoinConstraint";
  readonly constraint_type: "ON" | "USING";
  readonly expr: Expr;
}

/** `a / b`, in SAMPLE. */
export interface RatioExpr extends Located {
  readonly node: "RatioExpr";
  readonly left: Constant;
  readonly right: Constant | null;
}

/** One table of FROM, with what is joined to it. */
export interface JoinExpr extends Located {
  readonly node: "JoinExpr";
  readonly table: Expr;
  readonly alias?: string | null;
  readonly column_aliases?: readonly string[] | null;
  readonly table_args?: readonly Expr[] | null;
  readonly table_final?: boolean | null;
  readonly join_type?: string | null;
  readonly constraint?: JoinConstraint | null;
  readonly next_join?: JoinExpr | null;
  readonly sample?: {
    readonly sample_value: RatioExpr;
    readonly offset_value: RatioExpr | null;
  } | null;
}

/** One SELECT. */
export interface SelectQuery extends Located {
  readonly node: "SelectQuery";
  readonly ctes: readonly CTE[] | null;
  readonly distinct: boolean | null;
  readonly select: readonly Expr[];
  readonly select_from: JoinExpr | null;
  readonly where: Expr | null;
  readonly prewhere: Expr | null;
  readonly having: Expr | null;
  readonly qualify: Expr | null;
  readonly group_by: readonly (Expr | GroupingSet)[] | null;
  readonly group_by_mode?: "all" | "rollup" | "cube" | "grouping_sets";
  readonly order_by?: readonly OrderExpr[] | null;
  readonly limit?: Expr | null;
  readonly offset?: Expr | null;
  readonly limit_with_ties?: boolean;
  readonly limit_percent?: boolean;
  readonly limit_by?: {
    readonly n: Expr;
    readonly exprs: readonly Expr[];
    readonly offset_value: Expr | null;
  } | null;
  readonly window_exprs?: Readonly<Record<string, WindowExpr>> | null;
  readonly array_join_op?: string | null;
  readonly array_join_list?: readonly Expr[] | null;
  readonly interpolate?:
    | readonly { readonly expr: Expr; readonly value: Expr | null }[]
    | null;
}

/** One of several GROUP BY sets. */
export interface GroupingSet extends Located {
  readonly node: "GroupingSet";
  readonly exprs: readonly Expr[];
}

/** Queries combined by UNION, INTERSECT or EXCEPT. */
export interface SelectSetQuery extends Located {
  readonly node: "SelectSetQuery";
  readonly initial_select_query: Query;
  readonly subsequent_select_queries: readonly {
    readonly select_query: Query;
    readonly set_operator: string;
  }[];
  readonly limit?: Expr | null;
  readonly offset?: Expr | null;
}

/** A whole query. */
export type Query = SelectQuery | SelectSetQuery;
