import { assert, assertEquals } from "@std/assert";
import { buildBundle, node22, oldestNode } from "./bundle.ts";

/** The most the bundle may weigh, minified, in bytes: 60 KiB. */
const MAX_BYTES = 61_440;

const SMOKE = new URL("smoke.mjs", import.meta.url).pathname;

/** A server that knows three answers. */
async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/batch/") {
    await request.arrayBuffer();
    return Response.json({ status: "Ok" });
  }
  const { query } = await request.json();
  if (query.query.includes("bad")) {
    return Response.json({
      type: "validation_error",
      code: "hogql_query_error",
      detail: "Bad",
      attr: null,
    }, { status: 400 });
  }
  return Response.json({
    columns: ["event"],
    types: [["event", "String"]],
    results: [["a"]],
  });
}

async function smoke(command: string, args: string[], bundle: string) {
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: () => {},
  }, answer);
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...args, SMOKE, bundle, `http://127.0.0.1:${server.addr.port}`],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
      rows: [{ event: "a" }],
      truncated: false,
      accepted: 1500,
      code: "hogql_query_error",
      name: "QueryError",
    });
  } finally {
    await server.shutdown();
  }
}

Deno.test("The bundle", async (t) => {
  const { path, remove } = await buildBundle();
  const bundle = `file://${path}`;
  try {
    await t.step(`weighs at most ${MAX_BYTES} bytes`, async () => {
      const { size } = await Deno.stat(path);
      assert(size <= MAX_BYTES, `${size} bytes`);
    });
    await t.step("imports nothing, and names no runtime", async () => {
      const text = await Deno.readTextFile(path);
      assert(
        !/\bDeno\.|\bprocess\.|\bBuffer\.|\brequire\(|\bimport\b/.test(text),
      );
    });
    await t.step("works on Node 20.9.0", async () => {
      await smoke(await oldestNode(), [], bundle);
    });
    await t.step("works on Node 22", async () => {
      await smoke(await node22(), [], bundle);
    });
    await t.step("works on the Node of this machine", async () => {
      await smoke("node", [], bundle);
    });
    await t.step("works on Deno", async () => {
      await smoke(Deno.execPath(), [
        "run",
        "--no-config",
        "--allow-net=127.0.0.1",
        "--allow-read",
      ], bundle);
    });
  } finally {
    await remove();
  }
});
