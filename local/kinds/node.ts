/**
 * Reading query nodes that come from outside.
 *
 * @module
 */

import { z } from "zod";
import { QueryKindError } from "./kind_error.ts";

/** Fields of any node that say nothing about the numbers asked for. */
const WITHOUT_EFFECT: readonly string[] = [
  "dataColorTheme",
  "kind",
  "modifiers",
  "response",
  // Every event is read here, so there is nothing to scale up.
  "samplingFactor",
  "tags",
  "version",
];

/**
 * The schema of a node. A field that is neither in it nor known to be without
 * effect is refused when it is set: to leave it out would change the answer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { z } from "zod";
 *
 * const paths = nodeObject({ stepLimit: z.number().optional() }, ["color"]);
 * assertEquals(paths.safeParse({ stepLimit: 3, color: "red" }).success, true);
 * assertEquals(paths.safeParse({ groupings: [] }).success, true);
 * assertEquals(
 *   paths.safeParse({ groupings: ["/a*"] }).error?.issues[0]?.message,
 *   "not supported here. What is: stepLimit",
 * );
 * ```
 */
export function nodeObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  withoutEffect: readonly string[] = [],
): z.ZodType<z.output<z.ZodObject<Shape>>> {
  const known = new Set([
    ...Object.keys(shape),
    ...WITHOUT_EFFECT,
    ...withoutEffect,
  ]);
  return z.looseObject(shape).superRefine((node, { addIssue }) => {
    for (const [name, value] of Object.entries(node)) {
      if (known.has(name) || isUnset(value)) continue;
      const supported = Object.keys(shape).join(", ");
      addIssue({
        code: "custom",
        path: [name],
        message: `not supported here. What is: ${supported}`,
      });
    }
  });
}

/** How PostHog's screens write that something is not asked for. */
function isUnset(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/**
 * A node checked by its schema.
 *
 * @throws {QueryKindError} Naming the first field that is wrong
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { z } from "zod";
 * import { QueryKindError } from "./kind_error.ts";
 *
 * assertThrows(
 *   () => parseNode(z.object({ limit: z.number() }), { limit: "ten" }),
 *   QueryKindError,
 *   "limit",
 * );
 * ```
 */
export function parseNode<Node>(schema: z.ZodType<Node>, node: unknown): Node {
  const result = schema.safeParse(node);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map(String);
  throw new QueryKindError(
    `Cannot read the query: ${path.join(".") || "query"}: ${
      issue?.message ?? "not as expected"
    }`,
    { attr: ["query", ...path].join("__") },
  );
}
