/**
 * Brings the files of a run out of its sandbox.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Artifact } from "./result.ts";
import type { ResultFile } from "./result_file.ts";
import { reasonOf, RunFailure } from "./run_error.ts";
import type { Sandbox } from "./sandbox.ts";

/** Where files come from and go to. */
export interface Download {
  /** Where the run took place. */
  readonly sandbox: Sandbox;
  /** The run's directory in it. */
  readonly runPath: string;
  /** The run's id, for a folder where names are taken. */
  readonly runId: string;
  /** Where the files go. */
  readonly artifactsDir: string | undefined;
}

/**
 * Downloads the files as streams, and checks each against the digest that was
 * taken while it was written.
 *
 * @throws {RunFailure} of kind `bad_result`
 */
export async function downloadArtifacts(
  listed: ResultFile["artifacts"],
  download: Download,
): Promise<Artifact[]> {
  const { artifactsDir } = download;
  if (artifactsDir === undefined) return [];
  const artifacts: Artifact[] = [];
  for (const file of listed) {
    // A digest that is missing belongs to a file that was not finished.
    if (file.sha256 === "") continue;
    const path = await freePath(artifactsDir, file.name, download.runId);
    try {
      await fetchFile(file, path, download);
    } catch (error) {
      throw new RunFailure(
        "bad_result",
        `Cannot bring artifact "${file.name}" to "${path}": ${reasonOf(error)}`,
        { code: "artifact_download" },
      );
    }
    artifacts.push({ ...file, path });
  }
  return artifacts;
}

/** Nothing that is there already is ever replaced. */
async function freePath(
  folder: string,
  name: string,
  runId: string,
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/${name}`;
  const isTaken = await Deno.lstat(path).then(() => true, () => false);
  if (!isTaken) return path;
  await Deno.mkdir(`${folder}/${runId}`, { recursive: true });
  return `${folder}/${runId}/${name}`;
}

async function fetchFile(
  file: ResultFile["artifacts"][number],
  path: string,
  { sandbox, runPath }: Download,
): Promise<void> {
  const stream = await sandbox.stream(`${runPath}/artifacts/${file.name}`);
  if (stream === undefined) throw new Error("it is no longer in the sandbox");
  const hash = createHash("sha256");
  const hashing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  const part = `${path}.part`;
  const target = await Deno.open(part, { write: true, createNew: true });
  try {
    await stream.pipeThrough(hashing).pipeTo(target.writable);
    const found = hash.digest("hex");
    if (found !== file.sha256) {
      throw new Error("it changed after it was written: its digest differs");
    }
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}
