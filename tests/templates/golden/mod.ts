/** The second computations by name of the template. */

import * as journeys from "./journeys.ts";
import * as people from "./people.ts";
import * as quality from "./quality.ts";
import type { Raw } from "./raw.ts";
import * as time from "./time.ts";
import type { Days, Params } from "./tools.ts";

export { assertClose } from "./close.ts";
export { type Raw, readRaw } from "./raw.ts";

/** Computes an answer anew, out of the raw events. */
export type Golden = (raw: Raw, params: Params, days: Days) => unknown;

export const GOLDEN: Readonly<Record<string, Golden>> = {
  ...people,
  ...time,
  ...journeys,
  ...quality,
};
