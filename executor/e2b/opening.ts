/**
 * Creating a sandbox so that none is ever left behind: every try has a tag of
 * its own, and a try whose outcome is unknown is looked for by that tag.
 *
 * @module
 */

import type { SandboxRequest } from "../sandbox.ts";
import { E2BError } from "./error.ts";
import type { Settings } from "./options.ts";
import { networkOf, optInHint, type Reach } from "./reach.ts";
import { killTagged } from "./reap.ts";
import type { Sdk, SdkSandbox } from "./sdk.ts";
import { type Symptom, symptomOf } from "./symptom.ts";
import { backoffMs, type Pace } from "./timing.ts";

/** Tag of everything this toolkit creates. */
export const APP_TAG = { app: "posthog-driver" } as const;

/** What {@linkcode Opening} needs. */
export interface OpeningContext {
  /** E2B's SDK. */
  readonly sdk: Sdk;
  /** How E2B is used. */
  readonly settings: Settings;
  /** Keeps to the create rate. */
  readonly pace: Pace;
  /** What the sandbox may reach. */
  readonly reach: Reach;
  /** Name of the secret that holds the key, where it stays out. */
  readonly secretName: string | undefined;
  /** What must be finished before the provider is. */
  readonly unfinished: Set<Promise<unknown>>;
}

/** Creates a sandbox, trying again where E2B is busy or at a limit. */
export async function createSandbox(
  context: OpeningContext,
  request: SandboxRequest,
): Promise<SdkSandbox> {
  const { timing, maxAttempts } = context.settings;
  for (let attempt = 0;; attempt++) {
    try {
      await context.pace.turn(request.signal);
      return await tryOnce(context, request);
    } catch (error) {
      if (request.signal?.aborted) throw aborted(error);
      const problem = explain(error, context.settings.template);
      if (!problem.retryable || attempt + 1 >= maxAttempts) throw problem;
      await timing.delay(backoffMs(attempt, timing.random()), request.signal)
        .catch((reason) => {
          throw aborted(reason);
        });
    }
  }
}

async function tryOnce(
  context: OpeningContext,
  request: SandboxRequest,
): Promise<SdkSandbox> {
  const { sdk, settings: { connection, template } } = context;
  const opening = crypto.randomUUID();
  const creating = sdk.Sandbox.create(template, {
    ...connection,
    ...createOptions(context, request, opening),
  });
  // An aborted request may still create a sandbox, so it is seen to its end.
  const settled = creating.catch(async (error) => {
    if (isDoubtful(symptomOf(error))) {
      await killTagged(sdk, connection, { ...APP_TAG, opening });
    }
    throw error;
  });
  const sandbox = await unlessAborted(settled, request.signal, () => {
    keep(context.unfinished, settled.then((late) => late.kill()));
  });
  return sandbox;
}

function createOptions(
  { sdk, reach, secretName }: OpeningContext,
  { lifetimeMs, metadata }: SandboxRequest,
  opening: string,
) {
  const placeholder = secretName === undefined
    ? undefined
    : sdk.Secret.fill(secretName);
  return {
    timeoutMs: lifetimeMs,
    metadata: { ...metadata, ...APP_TAG, opening },
    envs: { ...reach.boxEnv },
    network: networkOf(reach, placeholder),
  };
}

async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort: () => void,
): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => {
    onAbort();
    reject(signal.reason);
  };
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  return await Promise.race([work, promise])
    .finally(() => signal.removeEventListener("abort", leave));
}

/** Whether a sandbox may exist in spite of the error. */
function isDoubtful(symptom: Symptom): boolean {
  return symptom === "unclear" || symptom === "unreachable" ||
    symptom === "busy";
}

function keep(unfinished: Set<Promise<unknown>>, work: Promise<unknown>): void {
  const kept: Promise<unknown> = work.catch(() => {})
    .finally(() => unfinished.delete(kept));
  unfinished.add(kept);
}

function aborted(cause: unknown): E2BError {
  return new E2BError("aborted", "Stopped opening a sandbox: it was aborted", {
    hint: "Start again when you are ready",
    cause,
  });
}

function explain(cause: unknown, template: string): E2BError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const { code, hint, retryable } = diagnose(
    symptomOf(cause),
    reason,
    template,
  );
  return new E2BError(code, `Cannot create an E2B sandbox: ${reason}`, {
    hint,
    cause,
    ...(retryable === undefined ? {} : { retryable }),
  });
}

function diagnose(
  symptom: Symptom,
  reason: string,
  template: string,
): Pick<E2BError, "code" | "hint"> & { readonly retryable?: boolean } {
  switch (symptom) {
    case "unauthorized":
      return {
        code: "unauthorized",
        hint: "Set E2B_API_KEY to a key of your E2B project",
      };
    case "forbidden":
      return {
        code: "forbidden",
        hint: "Look at the team's limits and billing in E2B's dashboard",
      };
    case "limited":
      return {
        code: "limited",
        hint: "Run fewer at a time, or end sandboxes that are not needed",
        retryable: true,
      };
    case "busy":
      return { code: "busy", hint: "Try again in a minute", retryable: true };
    case "invalid":
      return refused(reason, template);
    default:
      return {
        code: "unreachable",
        hint: "Look at the network, and at https://status.e2b.dev",
        retryable: true,
      };
  }
}

function refused(
  reason: string,
  template: string,
): Pick<E2BError, "code" | "hint"> {
  if (/rules are not available/i.test(reason)) {
    return {
      code: "rules_unavailable",
      hint: optInHint("network transform rules"),
    };
  }
  if (/rebuild|newer template|envd/i.test(reason)) {
    return {
      code: "template_outdated",
      hint: `Build the template "${template}" again`,
    };
  }
  if (/not found|404/.test(reason)) {
    return {
      code: "template_missing",
      hint: `Build the template "${template}", or use "base"`,
    };
  }
  return { code: "invalid_request", hint: "Look at what E2B says about it" };
}
