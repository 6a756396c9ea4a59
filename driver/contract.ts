/**
 * The driver contract, as a test for any driver.
 *
 * @module
 */

import { failure } from "./failure.ts";
import { isObject, isText } from "./kinds.ts";
import { isPostHogError, PostHogError } from "./posthog_error.ts";

/** What every driver offers an agent: discovery first, then queries. */
export interface Driver {
  /** Names of what can be queried. */
  listObjects(): Promise<readonly string[]>;
  /** Fields of one of them. */
  getFields(
    object: string,
  ): Promise<Readonly<Record<string, { readonly type: string }>>>;
  /** Rows as objects. */
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A name that no driver knows. */
const NOWHERE = "no_such_object_anywhere";

/**
 * Checks that a driver keeps the contract: it lists something, every object
 * has typed fields, every object can be queried by its name and gives rows
 * as objects, and an unknown one is an `ObjectNotFoundError`.
 *
 * @throws {PostHogError} With the code `contract_broken`, naming the object.
 *
 * @example A driver of one's own
 * ```ts
 * import { assertDriverContract, ObjectNotFoundError } from "@posthog-driver/posthog-driver/driver";
 *
 * await assertDriverContract({
 *   listObjects: () => Promise.resolve(["events"]),
 *   getFields: (object) =>
 *     object === "events"
 *       ? Promise.resolve({ event: { type: "string" } })
 *       : Promise.reject(new ObjectNotFoundError("Unknown", { code: "unknown_table" })),
 *   query: () => Promise.resolve({ rows: [{ event: "a" }] }),
 * });
 * ```
 */
export async function assertDriverContract(driver: Driver): Promise<void> {
  const objects = await driver.listObjects();
  demand(objects.length > 0, "listObjects() names nothing");
  for (const object of objects) {
    const fields = Object.values(await driver.getFields(object));
    demand(
      fields.length > 0 && fields.every(({ type }) => isText(type)),
      `getFields("${object}") gives no typed fields`,
    );
    const { rows } = await driver.query(`SELECT * FROM ${object} LIMIT 10`);
    demand(
      rows.every(isObject),
      `query() gives rows of "${object}" that are no objects`,
    );
  }
  const error = await driver.getFields(NOWHERE).catch((error) => error);
  demand(
    isPostHogError(error) && error.name === "ObjectNotFoundError",
    "getFields() of an unknown object is no ObjectNotFoundError",
  );
}

function demand(isKept: boolean, broken: string): void {
  if (isKept) return;
  throw failure(
    PostHogError,
    "rely on the driver",
    broken,
    "contract_broken",
    "Correct the driver",
  );
}
