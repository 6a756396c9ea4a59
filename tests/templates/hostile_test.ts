/**
 * Values are data: whatever a parameter holds, the rendered script differs
 * from the texts one in literals only, and the value reaches the server
 * beside the query, byte for byte.
 */

import {
  type JsonValue,
  literal,
  ParameterError,
  parseParameters,
  render,
  type Template,
  templates,
} from "../../templates/mod.ts";
import { PostHogClient } from "../../driver/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { parse } from "acorn";

/** Texts that broke others: quotes, escapes, placeholders, markup, invisible characters. */
const SEEDS: readonly string[] = [
  "'",
  "''",
  "'''",
  '"',
  '"""',
  "`",
  "\\",
  "\\'",
  '\\"',
  "\n",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u0000",
  "\ufeff",
  "\u202e",
  "\u200b",
  "\ud800",
  "\udfff",
  "👩‍👩‍👧",
  "${x}",
  "${process.exit()}",
  "{x}",
  "{{x}}",
  "{{key_event}}",
  "{filters}",
  "__proto__",
  "constructor",
  "toString",
  "$&",
  "$1",
  "%",
  "-0",
  "1e999",
  "NaN",
  "null",
  "true",
  "007",
  "</script>",
  "<!--",
  "-->",
  "//",
  "/*",
  "*/",
  ";",
  "'); DROP TABLE events; --",
  "')) UNION ALL SELECT 1 --",
  "export default 1",
  "import('x')",
  "é",
  "\u0301",
  "東京",
];

/** A small generator, so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function hostileText(random: () => number): string {
  const count = 1 + Math.floor(random() * 4);
  return Array.from(
    { length: count },
    () => SEEDS[Math.floor(random() * SEEDS.length)],
  ).join(random() < 0.5 ? "" : " x ");
}

/** Parameters of a template, with hostile texts wherever any text may stand. */
function hostile(
  template: Template,
  text: () => string,
): Record<string, JsonValue> {
  const { shape } = template.parameters;
  const given: Record<string, JsonValue> = {};
  for (const [field, schema] of Object.entries(shape)) {
    const candidates: (() => JsonValue)[] = [
      text,
      () => distinctTexts(text),
      () => JSON.parse(`{${JSON.stringify(text())}: {"__proto__": 1}}`),
      () => [{
        event: text(),
        distinct_id: "x",
        properties: { [text()]: text() },
        timestamp: null,
        uuid: null,
      }],
    ];
    for (const candidate of candidates) {
      const value = candidate();
      if (schema.safeParse(value).success) {
        given[field] = value;
        break;
      }
    }
  }
  return given;
}

function distinctTexts(text: () => string): string[] {
  return [...new Set([`${text()}1`, `${text()}2`, `${text()}3`])];
}

/** The tree without the values of its literals and the keys of literal objects, and without where things stand. */
function skeleton(source: string): string {
  const tree = parse(source, { ecmaVersion: 2022, sourceType: "module" });
  return JSON.stringify(tree, (key, value) => {
    if (["start", "end", "raw"].includes(key)) return undefined;
    if (value?.type === "Literal") return { type: "Literal" };
    return value?.type === "Property" && value.kind === "init" &&
        isLiteral(value.value)
      ? { type: "Property", value: value.value }
      : value;
  });
}

/** What stands for a literal object or list of any shape in a skeleton. */
function paramsOf(source: string): { params: string; rest: string } {
  const end = source.indexOf(";\n\n");
  return { params: source.slice(0, end), rest: source.slice(end) };
}

function isLiteral(node: unknown): boolean {
  if (typeof node !== "object" || node === null || !("type" in node)) {
    return false;
  }
  const { type } = node;
  if (type === "Literal") return true;
  if (type === "UnaryExpression" && "argument" in node) {
    return isLiteral(node.argument);
  }
  if (type === "ArrayExpression" && "elements" in node) {
    return Array.isArray(node.elements) && node.elements.every(isLiteral);
  }
  return type === "ObjectExpression" && "properties" in node &&
    Array.isArray(node.properties) &&
    node.properties.every((property) =>
      property.type === "Property" && property.kind === "init" &&
      !property.method && !property.shorthand &&
      (property.computed ? property.key.type === "Literal" : true) &&
      isLiteral(property.value)
    );
}

function assertOnlyParamsDiffer(template: Template, source: string): void {
  const { params, rest } = paramsOf(source);
  assertEquals(rest, `;\n\n${template.script}`);
  const tree = parse(params, { ecmaVersion: 2022, sourceType: "module" });
  assertEquals(tree.body.length, 1);
  const [statement] = tree.body;
  assert(statement?.type === "ExportNamedDeclaration");
  const { declaration } = statement;
  assert(declaration?.type === "VariableDeclaration");
  assertEquals(declaration.declarations.length, 1);
  assert(isLiteral(declaration.declarations[0]?.init), params);
}

Deno.test("render() lets 100,000 hostile values be nothing but literals", () => {
  const random = generator(5);
  const all = templates.list();
  let values = 0;
  for (let i = 0; values < 100_000; i++) {
    const template = all[i % all.length];
    assert(template !== undefined);
    const given = hostile(template, () => {
      values++;
      return hostileText(random);
    });
    const { source, parameters } = render(template, given);
    for (const [field, value] of Object.entries(given)) {
      assertEquals(JSON.stringify(parameters[field]), JSON.stringify(value));
    }
    assertOnlyParamsDiffer(template, source);
    if (i % 50 === 0) {
      const read = new Function(
        `${paramsOf(source).params.replace("export const params =", "return")}`,
      )();
      assertEquals(JSON.stringify(read), JSON.stringify(parameters));
    }
  }
});

Deno.test("render() keeps the whole tree of every template the same for every text", () => {
  for (const template of templates.list()) {
    const treeFor = (text: string) =>
      skeleton(render(template, hostile(template, () => text)).source);
    const expected = treeFor("purchase");
    for (const text of [...SEEDS, SEEDS.join(""), "x".repeat(1_000_000)]) {
      assert(
        treeFor(text) === expected,
        `${template.name}: ${text.slice(0, 99)}`,
      );
    }
  }
});

Deno.test("literal() of a megabyte of anything is read back as it was", () => {
  const text = SEEDS.join("").repeat(5_000);
  assertEquals(new Function(`return ${literal(text)}`)(), text);
});

Deno.test("render() refuses ill-typed values with the field's name", () => {
  for (const template of templates.list()) {
    for (const [field, schema] of Object.entries(template.parameters.shape)) {
      const wrong = [Symbol("x"), () => 1, new Map(), NaN, undefined, 1n]
        .filter((value) => !schema.safeParse(value).success);
      for (const value of wrong) {
        let error: unknown;
        try {
          parseParameters(template, { [field]: value });
        } catch (caught) {
          error = caught;
        }
        if (value === undefined) continue;
        assert(error instanceof ParameterError, `${template.name}.${field}`);
        assertEquals(error.field.split(/[.[]/)[0], field);
        assert(error.expected !== "");
      }
    }
  }
});

Deno.test("scripts send hostile values beside the query, byte for byte", async () => {
  const random = generator(7);
  for (const template of templates.list()) {
    const given = {
      ...hostile(template, () => hostileText(random)),
      ..."filter_test_accounts" in template.parameters.shape
        ? { filter_test_accounts: true }
        : {},
    };
    const params = parseParameters(template, given);
    const bodies: Record<string, unknown>[] = [];
    const client = new PostHogClient({
      apiUrl: "http://posthog.test",
      projectId: 1,
      personalApiKey: "phx_test",
      maxRetries: 0,
      fetch: async (request) => {
        const body = await request.json();
        bodies.push(body);
        return Response.json(answerTo(String(body.query?.query)));
      },
    });
    const script = await import(`../../templates/scripts/${template.name}.js`);
    const texts = new Set<string>();
    try {
      await script.default({
        client,
        params,
        progress: () => {},
        artifact: async (name: string, content: AsyncIterable<unknown>) => {
          if (typeof content !== "string") await Array.fromAsync(content);
          return { name, bytes: 0, sha256: "" };
        },
      });
    } catch {
      // An empty project has no answer to some of them; what was sent counts.
    }
    for (const { query } of bodies as { query?: Record<string, unknown> }[]) {
      if (query?.["kind"] !== "HogQLQuery" || template.name === "hogql_query") {
        continue;
      }
      const text = String(query["query"]);
      texts.add(text);
      const sent = Object(query["values"]);
      for (const [field, value] of Object.entries(given)) {
        if (!Object.hasOwn(sent, field)) continue;
        assertEquals(JSON.stringify(sent[field]), JSON.stringify(value));
      }
    }
    if ("filter_test_accounts" in given) {
      const asked = [...texts].filter((text) => text.includes("{filters}"));
      assert(asked.length > 0, template.name);
      for (const { query } of bodies as { query?: Record<string, unknown> }[]) {
        if (!String(query?.["query"]).includes("{filters}")) continue;
        assertEquals(Object(query?.["filters"]).filterTestAccounts, true);
      }
    }
    for (const text of texts) {
      for (const seed of ["DROP TABLE", "UNION ALL SELECT 1", "process.exit"]) {
        assert(!text.includes(seed), `${template.name}: ${text}`);
      }
    }
  }
});

/** An answer of the project without events. */
function answerTo(hogql: string): Record<string, unknown> {
  const isToday = hogql.includes("AS today");
  return {
    results: isToday ? [["2026-11-10"]] : [],
    columns: isToday ? ["today"] : [],
    types: isToday ? [["today", "Date"]] : [],
    hasMore: false,
    limit: 100,
    offset: 0,
    timezone: "UTC",
  };
}
