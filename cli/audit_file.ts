/**
 * Where runs are written down.
 *
 * @module
 */

import { dirname } from "node:path";
import type { Flag, ParsedFlags } from "./flags.ts";

const DEFAULT = ".posthog-driver/runs.jsonl";

/** The audit trail. */
export const AUDIT: Flag = {
  name: "audit",
  type: "string",
  placeholder: "FILE",
  summary: `Where each run leaves a line (default ${DEFAULT})`,
};

/** The file, its directory made. */
export async function auditFileOf(flags: ParsedFlags): Promise<string> {
  const file = auditPathOf(flags);
  await Deno.mkdir(dirname(file), { recursive: true });
  return file;
}

/** The file's name. */
export function auditPathOf(flags: ParsedFlags): string {
  return flags.text("audit") ?? DEFAULT;
}
