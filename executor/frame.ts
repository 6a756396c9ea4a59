/**
 * What every sandbox gets once: the driver, and the frame that runs scripts.
 *
 * @module
 */

import { driverBundle } from "./bundle.ts";
import { sha256 } from "./digest.ts";
import HOST_DENO from "./frame/host_deno.mjs" with { type: "text" };
import HOST_NODE from "./frame/host_node.mjs" with { type: "text" };
import RUNNER from "./frame/runner.mjs" with { type: "text" };
import type { SandboxFile } from "./sandbox.ts";

/** The entry that runs a script, relative to a sandbox's working directory. */
export const RUNNER_PATH = "runner.mjs";

/** The files, and the hash by which they are told apart. */
export interface Frame {
  /** To be written before the first run. */
  readonly files: readonly SandboxFile[];
  /** Hex SHA-256 of the driver's bundle. */
  readonly driverHash: string;
}

/** The frame of this version of the toolkit. */
export async function frame(): Promise<Frame> {
  const driver = await driverBundle();
  return {
    files: [
      { path: "posthog_driver.mjs", data: driver },
      { path: "host_deno.mjs", data: HOST_DENO },
      { path: "host_node.mjs", data: HOST_NODE },
      { path: RUNNER_PATH, data: RUNNER },
    ],
    driverHash: await sha256(driver),
  };
}
