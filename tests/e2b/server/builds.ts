/**
 * Custom templates: builds that copy files and record every other step.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { z } from "zod";
import { ApiFault } from "./api_fault.ts";
import type { BuiltTemplate } from "./fleet.ts";

/** What a template is called, and how big its machine is. */
export interface TemplateRequest {
  /** Name. */
  readonly name: string;
  /** Processors. */
  readonly cpuCount?: number | undefined;
  /** Memory. */
  readonly memoryMB?: number | undefined;
}

/** What is to be built. */
export interface TemplateRecipe {
  /** An image to start from. */
  readonly fromImage?: string | undefined;
  /** A template to start from. */
  readonly fromTemplate?: string | undefined;
  /** In order. */
  readonly steps: readonly {
    readonly type: string;
    readonly args: string[];
    readonly filesHash?: string | undefined;
  }[];
}

const newTemplate: z.ZodType<TemplateRequest> = z.object({
  name: z.string().min(1),
  cpuCount: z.number().optional(),
  memoryMB: z.number().optional(),
});
const buildSteps: z.ZodType<TemplateRecipe> = z.object({
  fromImage: z.string().optional(),
  fromTemplate: z.string().optional(),
  steps: z.array(z.object({
    type: z.string(),
    args: z.array(z.string()),
    filesHash: z.string().optional(),
  })),
});

/** One build, as it was asked for. */
export interface TemplateBuild extends BuiltTemplate {
  /** Directory that stands for `/`. */
  readonly root: string;
  /** Name, without a tag. */
  readonly name: string;
  /** Id of the build. */
  readonly buildId: string;
  /** What the name and the size were asked with. */
  readonly request: TemplateRequest;
  /** What is to be done, once it has been told. */
  recipe?: TemplateRecipe;
  /** Why it failed. */
  failure?: string;
}

/** The templates of one project. */
export class Builds {
  /** Makes the next build fail with this message. */
  failNext: string | undefined;
  readonly #builds: TemplateBuild[] = [];
  readonly #directory: string;
  readonly #archives: Map<string, string> = new Map();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All builds, oldest first. */
  all(): readonly TemplateBuild[] {
    return this.#builds;
  }

  /** A ready template by its id or name. */
  find(reference: string): TemplateBuild | undefined {
    return this.#builds.findLast(({ id, name, recipe, failure }) =>
      recipe !== undefined && failure === undefined &&
      (id === reference || name === reference)
    );
  }

  /** `/v3/templates`, `/v2/templates`, `/templates` and the upload place. */
  async handle(request: Request, path: string): Promise<Response> {
    const parts = path.replace(/^\/v\d/, "").split("/").slice(2);
    const [first = "", kind, second = ""] = parts;
    if (path === "/v3/templates") return await this.#create(request);
    if (first === "aliases") return this.#alias(kind ?? "");
    if (path.startsWith("/upload/")) return await this.#receive(request, first);
    const build = this.#builds.find(({ id }) => id === first);
    if (build === undefined) throw new ApiFault(404, "template not found");
    if (kind === "files") return this.#place(request, second);
    if (request.method === "POST") return await this.#run(build, request);
    return status(build);
  }

  async #create(request: Request): Promise<Response> {
    const wanted = newTemplate.parse(await request.json());
    const known = this.#builds.find(({ name }) => name === wanted.name);
    const build: TemplateBuild = {
      id: known?.id ?? `t${crypto.randomUUID().replaceAll("-", "")}`,
      root: await Deno.makeTempDir({ dir: this.#directory, prefix: "t_" }),
      buildId: crypto.randomUUID(),
      name: wanted.name,
      request: wanted,
    };
    this.#builds.unshift(build);
    const { id: templateID, buildId: buildID, name } = build;
    const body = { templateID, buildID, public: false };
    return Response.json(
      { ...body, names: [name], tags: ["default"], aliases: [name] },
      { status: 202 },
    );
  }

  #alias(name: string): Response {
    const build = this.#builds.find((one) => one.name === name);
    if (build === undefined) throw new ApiFault(404, "alias not found");
    return Response.json({ templateID: build.id, public: false });
  }

  #place(request: Request, hash: string): Response {
    const present = this.#archives.has(hash);
    const url = new URL(`/upload/${hash}`, request.url).href;
    return Response.json({ present, url }, { status: 201 });
  }

  async #receive(request: Request, hash: string): Promise<Response> {
    if (!request.headers.has("content-length")) {
      throw new ApiFault(501, "a chunked upload is not implemented");
    }
    const archive = join(this.#directory, `${hash}.tar.gz`);
    await Deno.writeFile(archive, await request.bytes());
    this.#archives.set(hash, archive);
    return new Response(null);
  }

  async #run(build: TemplateBuild, request: Request): Promise<Response> {
    build.recipe = buildSteps.parse(await request.json());
    if (this.failNext !== undefined) build.failure = this.failNext;
    this.failNext = undefined;
    for (const { type, args, filesHash } of build.recipe.steps) {
      const [from, to] = args;
      const archive = this.#archives.get(filesHash ?? "");
      if (type !== "COPY" || !from || !to || !archive) continue;
      await copy(archive, from, join(build.root, to));
    }
    return new Response(null, { status: 202 });
  }
}

async function copy(archive: string, from: string, to: string): Promise<void> {
  const unpacked = await Deno.makeTempDir();
  await new Deno.Command("tar", { args: ["-xf", archive, "-C", unpacked] })
    .output();
  const target = to.endsWith("/") ? join(to, from) : to;
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.copyFile(join(unpacked, from), target);
  await Deno.remove(unpacked, { recursive: true });
}

function status({ id, buildId, recipe, failure }: TemplateBuild): Response {
  const state = failure !== undefined
    ? "error"
    : recipe === undefined
    ? "waiting"
    : "ready";
  return Response.json({
    templateID: id,
    buildID: buildId,
    status: state,
    logs: [],
    logEntries: [],
    ...(failure === undefined ? {} : { reason: { message: failure } }),
  });
}
