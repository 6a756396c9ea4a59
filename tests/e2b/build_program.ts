/**
 * Builds one template as told on standard input, and prints what came of it.
 * A process of its own: the client that the SDK uploads with keeps timers
 * and connections for a while, which the sanitizers would lay to any test.
 *
 * @module
 */

import { z } from "zod";
import { buildTemplate, E2BError } from "../../executor/mod.ts";

const Job = z.object({
  connection: z.object({
    apiKey: z.string(),
    apiUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  options: z.object({
    files: z.array(z.object({ path: z.string(), data: z.string() })).optional(),
    denoVersion: z.string().optional(),
    memoryMB: z.number().optional(),
  }),
});

const { connection, options } = Job.parse(
  await new Response(Deno.stdin.readable).json(),
);
const { files, ...rest } = options;
const wanted = files === undefined ? rest : { ...rest, files };
const outcome = await buildTemplate(connection, wanted).catch((error) => {
  if (!(error instanceof E2BError)) throw error;
  return { code: error.code, message: error.message };
});
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(outcome)));
Deno.exit(0);
