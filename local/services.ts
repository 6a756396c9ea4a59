/**
 * What every room of the server is handed.
 *
 * @module
 */

import type { Cohorts } from "./kinds/cohorts.ts";
import type { Ingestion } from "./ingest/ingestion.ts";
import type { Store } from "./store/store.ts";

/** What routes and query kinds work with. */
export interface Services {
  /** Everything the project has. */
  readonly store: Store;
  /** The one writer of events. */
  readonly ingestion: Ingestion;
  /** What keeps cohorts up to date. */
  readonly cohorts: Cohorts;
  /** The clock. */
  readonly now: () => Date;
}
