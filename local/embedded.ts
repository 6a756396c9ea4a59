/**
 * The embedded PostHog: a project in a directory, behind PostHog's own API.
 *
 * @module
 */

import { loadDemo } from "./demo/demo.ts";
import type { DemoOptions, DemoSummary } from "./demo/demo.ts";
import { createApp } from "./http/app.ts";
import type { FaultPlan } from "./http/fault.ts";
import { serve } from "./http/serve.ts";
import type { ServeOptions, Serving } from "./http/serve.ts";
import { Cohorts } from "./kinds/cohorts.ts";
import { Ingestion } from "./ingest/ingestion.ts";
import { QueryEndpoint } from "./query/query_endpoint.ts";
import type { QueryLimits } from "./query/query_endpoint.ts";
import { allRoutes, QUERY_KINDS } from "./routes.ts";
import type { Services } from "./services.ts";
import { openStore } from "./store/store.ts";

/** How {@linkcode openEmbeddedPostHog} opens. */
export interface EmbeddedPostHogOptions {
  /**
   * Directory that keeps everything; made when it is not there.
   *
   * @default a temporary directory, removed on close
   */
  readonly dataDir?: string;
  /**
   * IANA name of the project's time zone. A directory keeps the one it was
   * made with.
   *
   * @default {"UTC"}
   */
  readonly timezone?: string;
  /**
   * Fill the project with a small SaaS product, once per directory.
   *
   * @default {false}
   */
  readonly demo?: boolean | DemoOptions;
  /** How long queries may run. */
  readonly queryLimits?: QueryLimits;
  /** Answers that go wrong on purpose; none by default. */
  readonly faults?: FaultPlan;
  /** The clock. @default {() => new Date()} */
  readonly now?: () => Date;
}

/** A PostHog in this process. */
export interface EmbeddedPostHog extends AsyncDisposable {
  /** Numeric id of its one project, as text. */
  readonly projectId: string;
  /** Key of the private API (`phx_…`): secret. */
  readonly personalApiKey: string;
  /** Key of capture and flags (`phc_…`). */
  readonly projectApiKey: string;
  /** Where it keeps everything. */
  readonly dataDir: string;
  /** Answers a request, whatever host it names; serves as a client's `fetch`. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** Answers on a port too, on this machine only unless told otherwise. */
  serve(options?: ServeOptions): Promise<Serving>;
  /** Fills the project with demo data up to now, once. */
  loadDemo(options?: DemoOptions): Promise<DemoSummary>;
  /** Stops serving, writes everything and lets go of the directory. */
  close(): Promise<void>;
}

/**
 * Opens a PostHog inside this process: ClickHouse, HogQL, capture and the API.
 * One process can have one open at a time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openEmbeddedPostHog } from "@posthog-driver/posthog-driver/local";
 *
 * await using posthog = await openEmbeddedPostHog();
 * const response = await posthog.fetch("http://localhost/i/v0/e/", {
 *   method: "POST",
 *   body: JSON.stringify({
 *     api_key: posthog.projectApiKey,
 *     event: "signed up",
 *     distinct_id: "ada",
 *   }),
 * });
 * assertEquals(await response.json(), { status: "Ok" });
 * ```
 *
 * @throws {DataDirectoryInUseError} Another process has the directory open.
 * @throws {AnotherDirectoryOpenError} This process has another one open.
 */
export async function openEmbeddedPostHog(
  options: EmbeddedPostHogOptions = {},
): Promise<EmbeddedPostHog> {
  const { timezone = "UTC", now = () => new Date(), faults } = options;
  const isTemporary = options.dataDir === undefined;
  const dataDir = options.dataDir ??
    await Deno.makeTempDir({ prefix: "posthog-embedded-" });
  const store = await openStore({ dataDir, timezone, now })
    .catch(async (error) => {
      if (isTemporary) await Deno.remove(dataDir, { recursive: true });
      throw error;
    });
  const ingestion = new Ingestion(store, now);
  const cohorts = new Cohorts({ store, ingestion, now });
  const services: Services = { store, ingestion, cohorts, now };
  const { identity } = store;
  const queries = new QueryEndpoint(
    services,
    QUERY_KINDS,
    options.queryLimits ?? {},
  );
  const routes = [...queries.routes(), ...allRoutes(services)];
  const app = createApp({ identity, routes, faults });
  const withoutFaults = createApp({ identity, routes });
  const fillWithDemo = (options?: DemoOptions) =>
    loadDemo(store, withoutFaults, now(), options);
  const servings = new Set<Serving>();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    for (const serving of servings) await serving.close();
    await queries.close();
    await ingestion.idle();
    await store.close();
    if (isTemporary) await Deno.remove(dataDir, { recursive: true });
  }

  if (options.demo !== undefined && options.demo !== false) {
    const wanted = options.demo === true ? {} : options.demo;
    await fillWithDemo(wanted).catch(async (error) => {
      await close();
      throw error;
    });
  }
  return {
    projectId: String(identity.projectId),
    personalApiKey: identity.personalApiKey,
    projectApiKey: identity.projectApiKey,
    dataDir,
    fetch: (input, init) => app(new Request(input, init)),
    async serve(options) {
      const serving = await serve(app, options);
      servings.add(serving);
      return serving;
    },
    loadDemo: fillWithDemo,
    close: () => closing ??= close(),
    [Symbol.asyncDispose]: () => closing ??= close(),
  };
}
