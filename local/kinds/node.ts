/**
 * Reading query nodes that come from outside.
 *
 * @module
 */

import type { z } from "zod";
import { QueryKindError } from "./kind_error.ts";

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
