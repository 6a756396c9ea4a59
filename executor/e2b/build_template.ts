/**
 * Building an E2B template that already holds what every run needs.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { frame } from "../frame.ts";
import type { SandboxFile } from "../sandbox.ts";
import { E2BError } from "./error.ts";
import { type E2BConnection, sdkConnection } from "./options.ts";
import { loadSdk, type Sdk } from "./sdk.ts";
import { symptomOf } from "./symptom.ts";
import { templateNameOf } from "./template_name.ts";

/** Where relative paths begin in a sandbox. */
const WORKING_DIRECTORY = "/home/user";

/** What a template is built of. */
export interface BuildTemplateOptions {
  /**
   * Files to hold, relative to the working directory of a sandbox.
   *
   * @default the driver and the runner of this version
   */
  readonly files?: readonly SandboxFile[];
  /**
   * Begin of the name; a hash of the files follows.
   *
   * @default "posthog-driver"
   */
  readonly prefix?: string;
  /** Version of Deno to install, for `runtime: "deno"`; none when absent. */
  readonly denoVersion?: string | undefined;
  /** Processors of a sandbox; E2B's default when absent. */
  readonly cpuCount?: number | undefined;
  /** Memory of a sandbox in MiB; E2B's default when absent. */
  readonly memoryMB?: number | undefined;
  /** Called with E2B's lines as it builds. */
  readonly onLog?: (line: string) => void;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** A template that has been built. */
export interface BuiltTemplate {
  /** To be given as {@linkcode E2BOptions.template}. */
  readonly name: string;
  /** E2B's id of it. */
  readonly templateId: string;
  /** E2B's id of the build. */
  readonly buildId: string;
}

/**
 * Builds an E2B template on top of `base` that holds these files, so that
 * they need not be sent to each new sandbox. The name says what it holds: for
 * other files there will be another template, and a sandbox of an outdated
 * one gets the files sent as before.
 *
 * @throws {E2BError} with E2B's own words where the build fails.
 *
 * @example
 * ```ts ignore
 * import { buildTemplate } from "@posthog-driver/posthog-driver/executor";
 *
 * const { name } = await buildTemplate({ apiKey: "e2b_…" }, {
 *   denoVersion: "2.9.6",
 * });
 * ```
 */
export async function buildTemplate(
  connection: E2BConnection,
  options: BuildTemplateOptions = {},
): Promise<BuiltTemplate> {
  const files = options.files ?? (await frame()).files;
  const name = await nameOf(files, options);
  const sdk = await loadSdk();
  const directory = await Deno.makeTempDir({ prefix: "posthog_template_" });
  try {
    await putFiles(directory, files);
    const { onLog, cpuCount, memoryMB, signal } = options;
    const { templateId, buildId } = await sdk.Template.build(
      recipe(sdk, directory, { ...options, files }),
      name,
      {
        ...sdkConnection(connection),
        ...(cpuCount === undefined ? {} : { cpuCount }),
        ...(memoryMB === undefined ? {} : { memoryMB }),
        ...(signal === undefined ? {} : { signal }),
        onBuildLogs: ({ message }) => onLog?.(message),
      },
    );
    return { name, templateId, buildId };
  } catch (error) {
    throw explain(error, name);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function nameOf(
  files: readonly SandboxFile[],
  { prefix = "posthog-driver", denoVersion }: BuildTemplateOptions,
): Promise<string> {
  return await templateNameOf(
    denoVersion === undefined ? prefix : `${prefix}-deno`,
    files,
  );
}

async function putFiles(
  directory: string,
  files: readonly SandboxFile[],
): Promise<void> {
  for (const { path, data } of files) {
    const place = join(directory, path);
    await Deno.mkdir(dirname(place), { recursive: true });
    const bytes = typeof data === "string"
      ? new TextEncoder().encode(data)
      : data;
    await Deno.writeFile(place, bytes);
  }
}

function recipe(
  { Template }: Sdk,
  fileContextPath: string,
  { files, denoVersion }: BuildTemplateOptions & {
    readonly files: readonly SandboxFile[];
  },
) {
  const template = Template({ fileContextPath }).fromTemplate("base");
  for (const { path } of files) {
    template.copy(path, `${WORKING_DIRECTORY}/${path}`);
  }
  if (denoVersion === undefined) return template;
  return template.runCmd(`npm install --global deno@${denoVersion}`, {
    user: "root",
  });
}

function explain(cause: unknown, name: string): E2BError {
  const symptom = symptomOf(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Cannot build the E2B template "${name}": ${reason}`;
  if (symptom === "unauthorized") {
    return new E2BError("unauthorized", message, {
      hint: "Set E2B_API_KEY to a key of your E2B project",
      cause,
    });
  }
  return new E2BError("invalid_request", message, {
    hint: "Look at the build's log in E2B's dashboard",
    cause,
  });
}
