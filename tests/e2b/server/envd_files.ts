/**
 * envd's file API: `/files`, and the unary calls of its filesystem service.
 *
 * @module
 */

import { basename } from "@std/path";
import { z } from "zod";
import { ApiFault } from "./api_fault.ts";
import { type Box, makeParents } from "./box.ts";
import { ConnectFault } from "./connect_wire.ts";

const pathRequest = z.object({ path: z.string() });
const moveRequest = z.object({ source: z.string(), destination: z.string() });

/** `POST /files`: a whole batch as multipart, or one file as a plain body. */
export async function upload(box: Box, request: Request): Promise<Response> {
  const path = new URL(request.url).searchParams.get("path");
  const files = await incoming(request, path);
  const names = files.map(([name]) => name);
  if (new Set(names).size < names.length) {
    throw new ApiFault(
      400,
      "you cannot upload multiple files to the same path",
    );
  }
  for (const [name, content] of files) {
    const location = box.locate(name);
    await makeParents(location);
    await Deno.writeFile(location, content.stream());
  }
  return Response.json(names.map((name) => entryOf(box, box.locate(name))));
}

/** `GET /files`: the bytes, or the part of them that was asked for. */
export async function download(box: Box, request: Request): Promise<Response> {
  const path = new URL(request.url).searchParams.get("path") ?? "";
  const location = box.locate(path);
  const found = await Deno.stat(location).catch(() => undefined);
  if (found === undefined) {
    throw new ApiFault(404, `path '${path}' does not exist`);
  }
  if (found.isDirectory) {
    throw new ApiFault(400, `path '${path}' is a directory`);
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (range !== null) return await part(location, found.size, range);
  const file = await Deno.open(location);
  return new Response(file.readable, {
    headers: { "content-length": String(found.size) },
  });
}

/** One unary call of `filesystem.Filesystem`. */
export async function filesystemCall(
  box: Box,
  method: string,
  body: unknown,
): Promise<Response> {
  if (method === "Move") return await move(box, moveRequest.parse(body));
  const { path } = pathRequest.parse(body);
  const location = box.locate(path);
  switch (method) {
    case "Stat":
      return Response.json({ entry: await stat(box, location) });
    case "MakeDir":
      return await makeDirectory(box, location);
    case "ListDir":
      return Response.json({ entries: await list(box, location) });
    case "Remove":
      await Deno.remove(location, { recursive: true }).catch(ignoreMissing);
      return Response.json({});
    default:
      throw new ConnectFault("unimplemented", `${method} is not implemented`);
  }
}

async function incoming(
  request: Request,
  path: string | null,
): Promise<[string, Blob][]> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    const parts = (await request.formData()).getAll("file");
    return parts.flatMap((part) =>
      typeof part === "string" ? [] : [[path ?? part.name, part]]
    );
  }
  if (path === null) throw new ApiFault(400, "path is required");
  const zipped = request.headers.get("content-encoding") === "gzip";
  const plain = zipped
    ? request.body?.pipeThrough(new DecompressionStream("gzip"))
    : request.body;
  return [[path, await new Response(plain ?? null).blob()]];
}

async function part(
  location: string,
  size: number,
  [, from = "0", to = ""]: RegExpExecArray,
): Promise<Response> {
  const bytes = await Deno.readFile(location);
  const end = to === "" ? size : Math.min(Number(to) + 1, size);
  return new Response(bytes.slice(Number(from), end), {
    status: 206,
    headers: { "content-range": `bytes ${from}-${end - 1}/${size}` },
  });
}

async function move(
  box: Box,
  { source, destination }: z.infer<typeof moveRequest>,
): Promise<Response> {
  const to = box.locate(destination);
  await makeParents(to);
  await Deno.rename(box.locate(source), to).catch(() => {
    throw new ConnectFault("not_found", `path '${source}' not found`);
  });
  return Response.json({ entry: await stat(box, to) });
}

async function makeDirectory(box: Box, location: string): Promise<Response> {
  await makeParents(location);
  await Deno.mkdir(location).catch((error) => {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new ConnectFault("already_exists", "directory already exists");
    }
    throw error;
  });
  return Response.json({ entry: await stat(box, location) });
}

async function list(box: Box, location: string): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const { name } of Deno.readDir(location)) {
    entries.push(await stat(box, `${location}/${name}`));
  }
  return entries;
}

async function stat(box: Box, location: string): Promise<unknown> {
  const found = await Deno.lstat(location).catch(() => undefined);
  if (found === undefined) {
    throw new ConnectFault(
      "not_found",
      `path '${box.nameOf(location)}' not found`,
    );
  }
  const mode = (found.mode ?? 0) & 0o777;
  return {
    ...entryOf(box, location),
    type: found.isDirectory ? "FILE_TYPE_DIRECTORY" : "FILE_TYPE_FILE",
    size: String(found.size),
    mode,
    permissions: `-${mode.toString(8)}`,
    owner: "user",
    group: "user",
    modifiedTime: found.mtime?.toISOString(),
  };
}

function entryOf(
  box: Box,
  location: string,
): { path: string; name: string; type: string } {
  const path = box.nameOf(location);
  return { path, name: basename(location), type: "file" };
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
