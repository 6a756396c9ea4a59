// The frame around every script, the same text for every run. It runs under
// Node 20.9 and Deno, gives the script what it needs, and leaves
// `run/<id>/result.json`.
//
// Everything of the runtime that is used after the script was loaded is taken
// beforehand: a script that replaces `JSON.stringify` harms only itself.

// @ts-ignore: it lies beside this file only in a sandbox
import { isWrite, PostHogClient } from "./posthog_driver.mjs";

const runtime = globalThis.Deno === undefined ? "node" : "deno";
const { host } = await import(`./host_${runtime}.mjs`);
const { parse, stringify } = JSON;
const send = globalThis.fetch;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);

const ARTIFACT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const DRIVER_VARIABLES = [
  "POSTHOG_API_URL",
  "POSTHOG_PROJECT_ID",
  "POSTHOG_PERSONAL_API_KEY",
  "POSTHOG_PROJECT_API_KEY",
];

/** What was ordered: `{ directory, token, budgets, artifacts, maxResultBytes }`. */
const order = parse(host.variable("POSTHOG_RUN"));
host.forget("POSTHOG_RUN");
const here = new URL(`${order.directory}/`, import.meta.url).href;
// Absolute, because a script may change its working directory.
const root = decodeURIComponent(new URL("./", import.meta.url).pathname);
const directory = `${root}${order.directory}`;

const envelopes = [];
const warnings = [];
const artifacts = [];
const usage = { requests: 0, rows: 0, bytes: 0, writes: 0 };
let isSealed = false;

forgetEarlierRuns();
// Open from the start, for a script may leave no descriptor to open it with.
const resultFile = host.create(`${directory}/result.tmp`);
host.onCrash(fail);
try {
  const result = toJson(await call());
  seal(`"ok":true,"result":${result}`);
  host.exit(0);
} catch (error) {
  fail(error);
}

/** Runs in one sandbox follow each other and must not see each other. */
function forgetEarlierRuns() {
  const own = order.directory.slice("run/".length);
  for (const name of host.list(`${root}run`)) {
    if (name !== own) host.remove(`${root}run/${name}`);
  }
}

async function call() {
  const env = Object.fromEntries(
    DRIVER_VARIABLES.map((name) => [name, host.variable(name)]),
  );
  const client = PostHogClient.fromEnv(env, { observe, fetch: countingFetch });
  // Computed on purpose: Deno loads what it can see in the text of a module
  // without asking the permissions, and a script may import anything.
  const script = await import(`${here}script.mjs`);
  if (typeof script.default !== "function") {
    throw new TypeError("The script has no default export that is a function");
  }
  const params = script.params ??
    parse(host.read(`${directory}/params.json`));
  return await script.default({ client, params, progress, artifact });
}

function observe(envelope) {
  envelopes.push(envelope);
  spend("rows", envelope.rows);
}

/** A run that has taken too much ends at once: it would only retry. */
function spend(budget, amount) {
  usage[budget] += amount;
  const limit = order.budgets[budget];
  if (usage[budget] > limit) fail(budgetError(budget, limit));
}

function budgetError(budget, limit) {
  const isReadOnly = budget === "writes" && limit === 0;
  const message = isReadOnly
    ? "The run may not change the project, and tried to"
    : `The run may take ${limit} ${budget} from PostHog, and needed more`;
  return Object.assign(new Error(message), {
    code: "budget_exceeded",
    hint: isReadOnly
      ? "Write with a template that says that it writes, or allow writes"
      : `Ask for less, or raise the budget for ${budget}`,
    details: { budget, limit, used: usage[budget] },
  });
}

async function countingFetch(input, init) {
  spend("requests", 1);
  const method = init?.method ?? input.method ?? "GET";
  if (isWrite(method, new URL(input.url ?? input).pathname)) {
    spend("writes", 1);
  }
  const response = await send(input, init);
  if (response.body === null) return response;
  const body = response.body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        spend("bytes", chunk.byteLength);
        controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function progress(message, done, total) {
  const text = stringify({ message: String(message), done, total });
  host.print(`${order.token}${text}\n`);
}

async function artifact(name, content) {
  if (!order.artifacts) {
    throw new Error(
      `Cannot write artifact "${name}": nobody said where artifacts go; set artifactsDir (on the command line: --out DIR)`,
    );
  }
  if (!ARTIFACT_NAME.test(name)) {
    throw new Error(
      `Cannot write artifact "${name}": a name is letters, digits, ".", "_" and "-", at most 128, for example "events.csv"`,
    );
  }
  if (artifacts.some((earlier) => earlier.name === name)) {
    throw new Error(`Cannot write artifact "${name}": it is written already`);
  }
  const described = { name, bytes: 0, sha256: "" };
  artifacts.push(described);
  host.makeFolder(`${directory}/artifacts`);
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  const file = host.create(`${directory}/artifacts/${name}`);
  try {
    for await (const chunk of chunksOf(content)) {
      const isText = typeof chunk === "string";
      const bytes = isText ? encode(chunk) : chunk;
      file.write(bytes);
      hash.update(bytes);
      described.bytes += bytes.byteLength;
    }
  } finally {
    file.close();
  }
  described.sha256 = hash.digest("hex");
  return { ...described };
}

function chunksOf(content) {
  const isOne = typeof content === "string" || content instanceof Uint8Array;
  return isOne ? [content] : content;
}

/** JSON text of what the script returned, or an error that names the place. */
function toJson(value) {
  const text = tryStringify(value ?? null);
  if (text === undefined) throw notJson(`result is a ${typeof value}`);
  if (text.length > order.maxResultBytes) {
    throw notJson(
      `it has ${text.length} characters, more than ${order.maxResultBytes}`,
    );
  }
  return text;
}

function tryStringify(value) {
  try {
    return stringify(value, placing());
  } catch (error) {
    throw error.code === "bad_result" ? error : notJson(error.message);
  }
}

/** A replacer that knows where it is. */
function placing() {
  const path = new WeakMap();
  return function (key, entry) {
    const place = path.has(this) ? `${path.get(this)}.${key}` : "result";
    if (typeof entry === "object" && entry !== null) path.set(entry, place);
    if (typeof entry === "number" && !Number.isFinite(entry)) {
      warnings.push(
        `${place} was ${entry}, which JSON cannot hold: it is null`,
      );
    }
    if (["bigint", "function", "symbol"].includes(typeof entry)) {
      throw notJson(`${place} is a ${typeof entry}`);
    }
    return entry;
  };
}

function notJson(reason) {
  return Object.assign(
    new TypeError(`Cannot bring the result back: ${reason}`),
    {
      code: "bad_result",
      hint:
        "Return plain objects, arrays, strings, numbers, booleans and null; write large data with artifact()",
    },
  );
}

function fail(error) {
  try {
    seal(`"ok":false,"error":${stringify(describe(error))}`);
  } finally {
    host.exit(1);
  }
}

/** An error as data: a class would not survive the way out. */
function describe(error) {
  if (!(error instanceof Error)) {
    return { name: "Error", message: `The script threw ${String(error)}` };
  }
  const { name, message, code, status, hint, details, stack } = error;
  const place = /script\.mjs:(\d+):(\d+)/.exec(stack ?? "");
  return {
    name: String(name),
    message: String(message).replaceAll(here, ""),
    code: textOf(code),
    status: typeof status === "number" ? status : undefined,
    hint: textOf(hint),
    details,
    line: place === null ? undefined : Number(place[1]),
    column: place === null ? undefined : Number(place[2]),
    stack: ownFrames(stack),
  };
}

function textOf(value) {
  return typeof value === "string" ? value : undefined;
}

/** The lines of a stack that are the script's, not the frame's. */
function ownFrames(stack) {
  return String(stack).split("\n")
    .filter((line) => line.includes("script.mjs:"))
    .map((line) => line.trim().replaceAll(here, "")).join("\n");
}

/** Writes beside and renames, so that nobody reads half a result; only once. */
function seal(outcome) {
  if (isSealed) return;
  isSealed = true;
  const facts = stringify({ envelopes, usage, warnings, artifacts });
  const text = `{"token":${stringify(order.token)},${outcome},${
    facts.slice(1)
  }`;
  resultFile.write(encode(text));
  resultFile.close();
  host.rename(`${directory}/result.tmp`, `${directory}/result.json`);
}
