/**
 * The port between the executor and the places where scripts run. An adapter
 * is a {@linkcode SandboxProvider}; the executor knows nothing else about it.
 *
 * @module
 */

/** What a script may reach: one PostHog project. */
export interface PostHogConnection {
  /** Base URL of the API, for example `https://us.posthog.com`. */
  readonly apiUrl: string;
  /** Numeric id, or `@current`. */
  readonly projectId: string;
  /** Secret; a provider must keep it out of the sandbox where it can. */
  readonly personalApiKey: string;
  /** Public token for capture and flags (`phc_…`). */
  readonly projectApiKey?: string;
}

/** What a sandbox is opened with. */
export interface SandboxRequest {
  /** The one project it may talk to. */
  readonly connection: PostHogConnection;
  /** How long it may live, in milliseconds. */
  readonly lifetimeMs: number;
  /** Tags, so that a forgotten sandbox can be found again. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
}

/** A file to put into a sandbox; the path is relative to its working directory. */
export interface SandboxFile {
  /** Relative, with `/`; parents are created. */
  readonly path: string;
  /** The content. */
  readonly data: string | Uint8Array;
}

/**
 * How much of PostHog one run may take. The frame around the script holds all
 * four. A script that goes round `client` meets the gateway of a local sandbox,
 * which holds requests, bytes and writes, but does not count rows. In a
 * sandbox of E2B nothing stands there: give such runs a key whose scopes hold.
 */
export interface Budgets {
  /** HTTP requests. */
  readonly requests: number;
  /** Rows of query results, all queries together. */
  readonly rows: number;
  /** Bytes of responses, after decompression. */
  readonly bytes: number;
  /** Requests that may change the project; 0 makes a run read-only. */
  readonly writes: number;
}

/** One process to run in a sandbox. It may write below `run/` and nowhere else. */
export interface SandboxCommand {
  /** ES module to run, relative to the working directory. */
  readonly entry: string;
  /**
   * Whether a template's text is run. An author's own may do on purpose what
   * no template does.
   */
  readonly fromTemplate: boolean;
  /** Arguments after it. */
  readonly args: readonly string[];
  /** Variables beside those the sandbox sets itself. */
  readonly env: Readonly<Record<string, string>>;
  /** The run's time budget, in milliseconds: the one clock that rules. */
  readonly timeoutMs: number;
  /** Most bytes of stdout and stderr together before the process is killed. */
  readonly maxOutputBytes: number;
  /** Most memory, in bytes, where the adapter can limit it. */
  readonly maxMemoryBytes: number;
  /**
   * What the frame in the sandbox holds the script to. An adapter that stands
   * between the process and PostHog holds requests and bytes once more, where
   * a script cannot get round them.
   */
  readonly budgets: Budgets;
  /** Called with decoded text as it comes. */
  readonly onStdout: (text: string) => void;
  /** Called with decoded text as it comes. */
  readonly onStderr: (text: string) => void;
  /** Kills the process. */
  readonly signal?: AbortSignal;
}

/** How a process ended. */
export type ProcessExit =
  | { readonly kind: "exited"; readonly code: number }
  | {
    readonly kind: "killed";
    readonly signal: string;
    /** Why, where the adapter itself did it. */
    readonly reason?: string;
  }
  | { readonly kind: "out_of_memory" }
  | { readonly kind: "timeout" }
  | { readonly kind: "output_flood" }
  | { readonly kind: "aborted" }
  | { readonly kind: "lost"; readonly reason: string };

/** One place where a script runs. */
export interface Sandbox extends AsyncDisposable {
  /** Unique among the provider's sandboxes. */
  readonly id: string;
  /** What the driver in the sandbox reads: API URL, project, placeholder or key. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes all files in one request. */
  write(files: readonly SandboxFile[], signal?: AbortSignal): Promise<void>;
  /** Runs a process to its end; a bad end is a value, not an error. */
  run(command: SandboxCommand): Promise<ProcessExit>;
  /** A file of any size as a stream, or `undefined` where there is no such file. */
  stream(
    path: string,
    signal?: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Moves the end of its life to `lifetimeMs` from now. */
  keepAlive(lifetimeMs: number): Promise<void>;
  /** Asks whether it is still there. */
  isAlive(): Promise<boolean>;
  /** Whether the last run's end left nothing that the next could meet. */
  readonly isReusable: boolean;
  /**
   * Whether no author's own script ran where it could have changed what the
   * next run relies on. Templates run in no other.
   */
  readonly isClean: boolean;
}

/** Somewhere sandboxes come from. */
export interface SandboxProvider extends AsyncDisposable {
  /** The word used in results and audit lines. */
  readonly kind: "local" | "e2b";
  /** Opens a sandbox, or throws an error that says why it could not. */
  open(request: SandboxRequest): Promise<Sandbox>;
}
