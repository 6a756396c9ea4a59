import {
  type Column,
  type FileRow,
  toCSV,
  toJSONL,
  toParquet,
  writeFiles,
} from "../../driver/mod.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { query } from "chdb";

const COLUMNS: readonly Column[] = [
  { name: "uuid", type: "text" },
  { name: "timestamp", type: "timestamp" },
  { name: "properties", type: "text" },
  { name: "amount", type: "number" },
  { name: "paid", type: "boolean" },
];

const ROWS: readonly FileRow[] = [
  {
    uuid: "a",
    timestamp: "2026-01-31T23:59:59.123456+01:00",
    properties: { plan: 'pro "x"', n: [1, 2] },
    amount: -1.5,
    paid: true,
  },
  { uuid: "", timestamp: null, properties: null, amount: null, paid: null },
  {
    uuid: "東京🎉\u0000\n",
    timestamp: "1969-12-31 23:59:59.999999",
    properties: "text",
    amount: 0,
    paid: false,
  },
];

async function bytesOf(
  content: AsyncIterable<string | Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  for await (const part of content) {
    parts.push(typeof part === "string" ? part : new Uint8Array(part));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** What ClickHouse reads in a file. */
async function readBack(
  bytes: Uint8Array,
  format: string,
  select: string,
): Promise<unknown[][]> {
  const file = await Deno.makeTempFile({ suffix: ".bin" });
  try {
    await Deno.writeFile(file, bytes);
    const sql = `SELECT ${select} FROM file('${file}', '${format}')`;
    return JSON.parse(query(sql, "JSONCompact")).data;
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("toParquet() writes what ClickHouse reads back", async () => {
  const bytes = await bytesOf(toParquet(ROWS, COLUMNS));
  const rows = await readBack(
    bytes,
    "Parquet",
    "uuid, toUnixTimestamp64Micro(timestamp), properties, amount, paid",
  );
  assertEquals(rows, [
    ["a", 1769900399123456, '{"plan":"pro \\"x\\"","n":[1,2]}', -1.5, true],
    ["", null, null, null, null],
    ["東京🎉\u0000\n", -1, "text", 0, false],
  ]);
});

Deno.test("toParquet() splits many rows into row groups and loses none", async () => {
  const count = 45_007;
  function* rows(): Generator<FileRow> {
    for (let i = 0; i < count; i++) {
      yield {
        uuid: i % 3 === 0 ? null : `u${i}`,
        amount: i,
        paid: i % 2 === 0,
      };
    }
  }
  const bytes = await bytesOf(toParquet(rows(), COLUMNS));
  assertEquals(
    await readBack(
      bytes,
      "Parquet",
      "count(), count(uuid), sum(amount), countIf(paid), uniqExact(uuid)",
    ),
    [[
      count,
      count - Math.ceil(count / 3),
      count * (count - 1) / 2,
      Math.ceil(count / 2),
      count - Math.ceil(count / 3),
    ]],
  );
});

Deno.test("toParquet() writes a file without rows", async () => {
  const bytes = await bytesOf(toParquet([], COLUMNS));
  assertEquals(await readBack(bytes, "Parquet", "count()"), [[0]]);
});

Deno.test("toCSV() defuses what a spreadsheet would run, and keeps numbers", async () => {
  const cases: readonly [unknown, string][] = [
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ["＝1", "'＝1"],
    [-1, "-1"],
    [{ "=": 1 }, '"{""="":1}"'],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", '"two\nlines"'],
    ["", '""'],
    [null, ""],
    [undefined, ""],
  ];
  for (const [value, cell] of cases) {
    const columns: Column[] = [{ name: "v", type: "text" }];
    const text = (await Array.fromAsync(toCSV([{ v: value }], columns)))
      .join("");
    assertEquals(text, `v\r\n${cell}\r\n`);
  }
});

Deno.test("toCSV() writes what ClickHouse reads back", async () => {
  const bytes = await bytesOf(toCSV(ROWS, COLUMNS));
  const rows = await readBack(
    bytes,
    "CSVWithNames",
    "uuid, properties, amount",
  );
  assertEquals(rows, [
    ["a", '{"plan":"pro \\"x\\"","n":[1,2]}', -1.5],
    ["", null, null],
    ["東京🎉\u0000\n", "text", 0],
  ]);
});

Deno.test("writeFiles() reads once and writes every format", async () => {
  let reads = 0;
  async function* rows(): AsyncGenerator<FileRow> {
    for (const row of ROWS) {
      reads++;
      yield row;
    }
  }
  const contents = new Map<string, Uint8Array>();
  const files = await writeFiles(rows(), {
    name: "events",
    columns: COLUMNS,
    formats: ["jsonl", "csv", "parquet"],
    artifact: async (name, content) => {
      const bytes = await bytesOf(content);
      contents.set(name, bytes);
      return { name, bytes: bytes.length, sha256: "" };
    },
  });
  assertEquals(reads, 3);
  assertEquals(files.map(({ name, rows }) => [name, rows]), [
    ["events.jsonl", 3],
    ["events.csv", 3],
    ["events.parquet", 3],
  ]);
  assertEquals(
    contents.get("events.jsonl"),
    await bytesOf(toJSONL(ROWS)),
  );
});

Deno.test("writeFiles() passes on what went wrong with the rows", async () => {
  async function* rows(): AsyncGenerator<FileRow> {
    yield { uuid: "a" };
    throw new RangeError("cut off");
  }
  await assertRejects(
    () =>
      writeFiles(rows(), {
        name: "events",
        columns: COLUMNS,
        formats: ["jsonl", "csv"],
        artifact: async (name, content) => {
          const bytes = await bytesOf(content);
          return { name, bytes: bytes.length, sha256: "" };
        },
      }),
    RangeError,
    "cut off",
  );
});
