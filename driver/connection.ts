/**
 * What the parts of a client share: settings, transport, the queue of
 * queries, and what was learned about the project.
 *
 * @module
 */

import { type Answers, answersFor } from "./answers.ts";
import { joinPath, type PathSegment } from "./api_path.ts";
import { AuthenticationError } from "./errors.ts";
import { failure, invalid } from "./failure.ts";
import { type Gate, gateFor } from "./gate.ts";
import type { Settings } from "./options.ts";
import {
  type Call,
  type Reply,
  type Transport,
  transportFor,
} from "./transport.ts";

/** A request to the private API, with the personal key. */
export interface ApiCall
  extends Omit<Call, "url" | "bearer" | "method" | "endpoint"> {
  /** HTTP method. Default: GET. */
  readonly method?: Call["method"];
  /** Whose limit it counts against. Default: `crud`. */
  readonly endpoint?: Call["endpoint"];
}

/** A request to the ingestion host, without the personal key. */
export type IngestionCall = Omit<Call, "url" | "bearer" | "endpoint">;

/** One project of one PostHog, as a client sees it. */
export class Connection {
  /** The parsed options. */
  readonly settings: Settings;
  /** Sends requests. */
  readonly transport: Transport;
  /** Queries wait here for their turn. */
  readonly gate: Gate;
  /** Answers that several may share. */
  readonly answers: Answers;
  /** Tables that turned out to need `system.` before their names. */
  readonly systemTables: Set<string> = new Set();
  #isClosed = false;
  #memory = new Map<string, Promise<unknown>>();

  constructor(settings: Settings) {
    this.settings = settings;
    this.transport = transportFor(settings);
    this.gate = gateFor(settings.maxConcurrentQueries);
    this.answers = answersFor(settings);
  }

  /** Calls `/api/projects/:id/…`. */
  project(
    segments: readonly PathSegment[],
    call: ApiCall,
  ): Promise<Reply> {
    return this.api([...this.#inProject(call.action), ...segments], call);
  }

  /** Calls `/api/…`. */
  api(
    segments: readonly PathSegment[],
    call: ApiCall,
  ): Promise<Reply> {
    return this.transport.send(this.#private(segments, call));
  }

  /** Opens a file of the project; a redirect to its storage is followed without the key. */
  download(
    segments: readonly PathSegment[],
    call: ApiCall,
  ): Promise<Response> {
    const path = [...this.#inProject(call.action), ...segments];
    const headers = { accept: "*/*" };
    return this.transport.open(this.#private(path, { ...call, headers }));
  }

  /** Calls a path of the ingestion host. */
  ingestion(path: string, call: IngestionCall): Promise<Reply> {
    this.#checkOpen();
    const url = this.settings.hosts.ingestion + path;
    return this.transport.send({ ...call, url, endpoint: "ingestion" });
  }

  /** The public token, or an error that says how to give it. */
  projectKey(action: string): string {
    const { projectApiKey } = this.settings;
    if (projectApiKey) return projectApiKey;
    throw failure(
      AuthenticationError,
      action,
      "no project API key",
      "missing_project_api_key",
      "Pass projectApiKey or set POSTHOG_PROJECT_API_KEY (phc_…)",
    );
  }

  /** What `learn` finds out, found out once; a failure is forgotten. */
  remember<T>(what: string, learn: () => Promise<T>): Promise<T> {
    const known = this.#memory.get(what);
    // Only `learn` of the same name ever writes there.
    if (known) return known as Promise<T>;
    const learning = learn();
    this.#memory.set(what, learning);
    learning.catch(() => this.#memory.delete(what));
    return learning;
  }

  /** Refuses further requests. */
  close(): void {
    this.#isClosed = true;
  }

  #inProject(action: string): readonly PathSegment[] {
    const { projectId } = this.settings;
    if (projectId) return ["projects", projectId];
    throw invalid(
      action,
      "no project id",
      "missing_project_id",
      'Pass projectId or set POSTHOG_PROJECT_ID; "@current" is the key\'s current project',
      "projectId",
    );
  }

  #private(segments: readonly PathSegment[], call: ApiCall): Call {
    this.#checkOpen();
    const { hosts, personalApiKey } = this.settings;
    if (!personalApiKey) {
      throw failure(
        AuthenticationError,
        call.action,
        "no personal API key",
        "missing_personal_api_key",
        "Pass personalApiKey or set POSTHOG_PERSONAL_API_KEY (phx_…)",
      );
    }
    return {
      method: "GET",
      endpoint: "crud",
      ...call,
      url: hosts.api + joinPath(["api", ...segments]),
      bearer: personalApiKey,
    };
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw invalid(
      "send a request",
      "the client is closed",
      "closed",
      "Make a new client",
    );
  }
}
