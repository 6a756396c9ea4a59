import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Failure } from "../../cli/failure.ts";
import type { CaptureTarget } from "../../cli/load/batches.ts";
import { type LoadedFile, loadFile } from "../../cli/load/load_file.ts";

/** A capture endpoint that keeps what it accepts and refuses event "poison". */
function capture() {
  const stored: string[] = [];
  const target: CaptureTarget = {
    url: "http://localhost",
    projectApiKey: "phc_test",
    async fetch(request) {
      const { batch }: { batch: { event: string }[] } = await request.json();
      const names = batch.map(({ event }) => event);
      if (names.includes("poison")) {
        return new Response("malformed event", { status: 400 });
      }
      stored.push(...names);
      return Response.json({ status: "Ok" });
    },
  };
  return { stored, target };
}

async function load(
  target: CaptureTarget,
  content: string | Uint8Array,
): Promise<LoadedFile> {
  const file = await Deno.makeTempFile();
  try {
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    await Deno.writeFile(file, bytes);
    return await loadFile(target, file, {
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  } finally {
    await Deno.remove(file);
  }
}

function event(name: string): string {
  return JSON.stringify({ event: name, distinct_id: "ada" });
}

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("loadFile() tells each bad line by number and loads the rest", async () => {
  const { stored, target } = capture();
  const bad: readonly (readonly [string, string])[] = [
    ["not json", "not JSON"],
    ["[1]", "not a JSON object"],
    ['{"distinct_id": "ada"}', 'field "event" is missing'],
    ['{"event": 7, "distinct_id": "ada"}', 'field "event" must be a text'],
    ['{"event": "a"}', 'field "distinct_id" is missing'],
    [
      '{"event": "a", "distinct_id": "x", "timestamp": "soon"}',
      'field "timestamp" must be a time',
    ],
    ['{"event": "a", "distinct_id": "x", "uuid": "1"}', 'field "uuid" must be'],
    [
      '{"event": "a", "distinct_id": "x", "properties": []}',
      'field "properties"',
    ],
  ];
  const lines = bad.flatMap(([line]) => [line, event("good")]);
  const result = await load(target, lines.join("\n"));
  assertEquals(result.loaded, bad.length);
  assertEquals(stored.length, bad.length);
  assertEquals(
    result.rejects.map(({ line }) => line),
    bad.map((_, at) => at * 2 + 1),
  );
  result.rejects.forEach(({ reason }, at) => {
    assertStringIncludes(reason, bad[at]?.[1] ?? "");
  });
});

Deno.test("loadFile() finds the one event that the server refuses", async () => {
  const { stored, target } = capture();
  const names = Array.from({ length: 2500 }, (_, at) => `event ${at + 1}`);
  names[1233] = "poison";
  const result = await load(target, names.map(event).join("\n"));
  assertEquals(result.loaded, 2499);
  assertEquals(stored, names.filter((name) => name !== "poison"));
  assertEquals(result.rejects, [
    { line: 1234, reason: "refused: malformed event" },
  ]);
});

Deno.test("loadFile() reads gzip whatever the name, and to where it breaks", async () => {
  const names = Array.from({ length: 5000 }, () => crypto.randomUUID());
  const packed = await gzip(names.map(event).join("\n"));
  const whole = capture();
  assertEquals((await load(whole.target, packed)).loaded, 5000);
  const cut = capture();
  const result = await load(cut.target, packed.subarray(0, packed.length >> 1));
  assertEquals(result.loaded, cut.stored.length);
  assertEquals(cut.stored, names.slice(0, result.loaded));
  assertStringIncludes(result.broken ?? "", "gzip");
});

Deno.test("loadFile() counts line numbers over empty lines and bad UTF-8", async () => {
  const { target } = capture();
  const encode = (text: string) => [...new TextEncoder().encode(text)];
  const bytes = new Uint8Array([
    ...encode(`\n  \r\n${event("a")}\r\n`),
    0xff,
    0xfe,
    0x0a,
    ...encode(event("b")),
  ]);
  const result = await load(target, bytes);
  assertEquals(result.lines, 3);
  assertEquals(result.loaded, 2);
  assertEquals(result.rejects, [{ line: 4, reason: "not UTF-8" }]);
});

Deno.test("loadFile() stops where the server is at fault, and says what to do", async () => {
  const target: CaptureTarget = {
    ...capture().target,
    fetch: () => Promise.resolve(new Response("busy", { status: 503 })),
  };
  const failure = await assertRejects(
    () => load(target, event("a")),
    Failure,
    "answered 503 busy",
  );
  assertEquals(failure.exitCode, 3);
});
