/**
 * What the examples with Claude share.
 *
 * @module
 */

import { Anthropic } from "@anthropic-ai/sdk";
import type { Env } from "./project.ts";

/**
 * A client for the Messages API: Anthropic's, or the one that
 * `ANTHROPIC_BASE_URL` names.
 *
 * @throws {Error} There is no `ANTHROPIC_API_KEY`.
 */
export function openClaude(env: Env): Anthropic {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseURL } = env;
  if (!apiKey) {
    throw new Error(
      "Cannot ask Claude: ANTHROPIC_API_KEY is not set; make a key at https://platform.claude.com and set it. The examples without Claude need none",
    );
  }
  return new Anthropic({ apiKey, ...(baseURL && { baseURL }) });
}
