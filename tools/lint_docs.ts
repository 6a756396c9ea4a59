/**
 * `deno doc --lint` over every entry of deno.json, without its complaints
 * about types that belong to an npm package: those cannot be exported here.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };

/** Types of packages that may show in public signatures. */
const PACKAGE_TYPES = [
  "Anthropic",
  "BetaRunnableTool",
  "McpServer",
  "Tool",
  "ToolResultBlockParam",
  "ToolUseBlock",
  "ZodObject",
  "ZodType",
];

const { stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...Object.values(config.exports)],
  env: { NO_COLOR: "1" },
  stderr: "piped",
  stdout: "null",
}).output();

const complaints = new TextDecoder().decode(stderr)
  .split(/\n(?=error)/)
  .map((part) => part.trim())
  .filter((part) => part.startsWith("error") && !isSummary(part))
  .filter((part) => !isAboutPackage(part));

for (const complaint of complaints) {
  await Deno.stderr.write(new TextEncoder().encode(`${complaint}\n\n`));
}
Deno.exit(complaints.length === 0 ? 0 : 1);

function isSummary(part: string): boolean {
  return /^error: Found \d+ documentation lint error/.test(part);
}

function isAboutPackage(part: string): boolean {
  const name = /references private type '([^']+)'/.exec(part)?.[1];
  return name !== undefined && PACKAGE_TYPES.includes(name);
}
