import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { E2BError, reapSandboxes } from "../../executor/mod.ts";
import { command, Ground, request, script, textOf } from "./ground.ts";
import { KEY } from "../marked_key.ts";
import type { FaultEffect } from "./server.ts";

Deno.test("e2bSandboxes() opens, runs and ends in five requests", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider();
  {
    await using sandbox = await provider.open(request());
    await sandbox.write([
      {
        path: "main.mjs",
        data: `import { writeFileSync } from "node:fs";
          console.log(process.argv[2], process.env.MINE);
          console.error("log");
          writeFileSync("run/1/result.json", "[1]");`,
      },
      { path: "run/1/params.json", data: new TextEncoder().encode("{}") },
    ]);
    const job = command({ env: { MINE: "mine" } });
    assertEquals(await sandbox.run(job), { kind: "exited", code: 0 });
    assertEquals(job.printed.out, "run/1 mine\n");
    assertStringIncludes(job.printed.err, "log\n");
    assertEquals(await textOf(sandbox, "run/1/result.json"), "[1]");
  }
  assertEquals(ground.server.takeLines().map(withoutId), [
    "POST /v2/sandboxes",
    "POST /files",
    "POST /process.Process/Start",
    "GET /files",
    "DELETE /sandboxes/ID",
  ]);
  assertEquals(ground.server.boxes, []);
});

Deno.test("e2bSandboxes() needs three requests for a warm run", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  for (let run = 0; run < 2; run++) {
    await sandbox.keepAlive(30_000);
    await script(sandbox, `console.log(${run})`);
    await sandbox.run(command());
    assertEquals(await textOf(sandbox, "main.mjs"), `console.log(${run})`);
  }
  assertEquals(ground.server.takeLines().length, 6);
});

Deno.test("e2bSandboxes() has the key added on the way out", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  const [box] = ground.server.boxes;
  assert(box);
  assertEquals(box.options.network, {
    allowOut: ["us.posthog.com", "us.i.posthog.com"],
    denyOut: ["0.0.0.0/0"],
    rules: {
      "us.posthog.com": [{
        transform: {
          headers: { Authorization: "Bearer ${e2b.secrets.posthog-key}" },
        },
      }],
    },
  });
  assertEquals(box.options.envVars, {
    NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt",
  });
  assertEquals(sandbox.env["POSTHOG_API_URL"], "https://us.posthog.com");
  assertEquals(JSON.stringify(sandbox.env).includes(KEY), false);
});

Deno.test("e2bSandboxes() stores the key once, under its hash", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider({ secretName: undefined });
  for (let i = 0; i < 2; i++) {
    await using _sandbox = await provider.open(request());
  }
  const other = ground.provider({ secretName: undefined });
  await using _third = await other.open(request());
  const [box] = ground.server.boxes;
  const rule = JSON.stringify(box?.options.network?.rules);
  const name = /secrets\.(posthog-driver-\w+)\}/.exec(rule)?.[1];
  assert(name);
  assertEquals(ground.server.secrets.valueOf(name), KEY);
  const secretLines = ground.server.takeLines().filter((line) =>
    line.includes("/secrets")
  );
  assertEquals(secretLines, [
    `GET /secrets/${name}`,
    "POST /secrets",
    `GET /secrets/${name}`,
  ]);
});

Deno.test("e2bSandboxes() fails closed where the account lacks what keeps the key out", async (test) => {
  const cases = [
    { lacks: "rules", code: "rules_unavailable" },
    { lacks: "secrets", code: "secrets_unavailable" },
  ] as const;
  for (const { lacks, code } of cases) {
    await test.step(lacks, async () => {
      await using ground = await Ground.start({ [lacks]: false });
      const provider = ground.provider({ secretName: undefined });
      const error = await assertRejects(
        () => provider.open(request()),
        E2BError,
      );
      assertEquals(error.code, code);
      assertStringIncludes(error.hint, "keyInEnvironment: true");
      assertEquals(ground.server.boxes, []);
    });
  }
});

Deno.test("e2bSandboxes() passes the key in the environment when told to", async () => {
  await using ground = await Ground.start({ rules: false, secrets: false });
  await using sandbox = await ground.sandbox({ keyInEnvironment: true });
  const [box] = ground.server.boxes;
  assertEquals(box?.options.network, {
    allowOut: ["us.posthog.com", "us.i.posthog.com"],
    denyOut: ["0.0.0.0/0"],
  });
  assertEquals(JSON.stringify(box?.options.envVars).includes(KEY), false);
  await script(sandbox, "console.log(process.env.POSTHOG_PERSONAL_API_KEY)");
  const job = command();
  await sandbox.run(job);
  assertEquals(job.printed.out, `${KEY}\n`);
});

Deno.test("e2bSandboxes() refuses a PostHog to which E2B could add no key", async (test) => {
  const { connection } = request();
  const cases = [
    ["http://posthog.example.com", "rules_unavailable"],
    ["https://203.0.113.7", "rules_unavailable"],
  ] as const;
  await using ground = await Ground.start();
  for (const [apiUrl, code] of cases) {
    await test.step(apiUrl, async () => {
      const error = await assertRejects(
        () =>
          ground.provider().open(
            request({ connection: { ...connection, apiUrl } }),
          ),
        E2BError,
      );
      assertEquals(error.code, code);
    });
  }
  assertEquals(ground.server.takeLines(), []);
});

Deno.test("e2bSandboxes() says that a cloud sandbox cannot reach this machine", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider({ sandboxUrl: "https://sandbox.e2b.app" });
  const connection = {
    ...request().connection,
    apiUrl: "http://localhost:8000",
  };
  const error = await assertRejects(
    () => provider.open(request({ connection })),
    E2BError,
  );
  assertEquals(error.code, "posthog_out_of_reach");
});

Deno.test("e2bSandboxes() shows no credential when printed", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider();
  await using sandbox = await provider.open(request());
  const [box] = ground.server.boxes;
  const shown = Deno.inspect([provider, sandbox], { depth: 20 });
  for (const secret of [KEY, ground.server.apiKey, box?.accessToken ?? ""]) {
    assertEquals(shown.includes(secret), false);
  }
});

Deno.test("e2bSandboxes() tags sandboxes so that reapSandboxes() finds them", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider();
  await provider.open(request());
  await provider.open(request({ metadata: { run: "r2" } }));
  const { connection } = ground.server;
  assertEquals(await reapSandboxes(connection), []);
  const ended = await reapSandboxes(connection, {
    olderThanMs: 0,
    metadata: { run: "r2" },
  });
  assertEquals(ended.length, 1);
  assertEquals(
    ground.server.boxes.map(({ options }) => options.metadata["run"]),
    [
      "r1",
    ],
  );
});

Deno.test("e2bSandboxes() waits for a free place and takes creates one by one", async () => {
  await using ground = await Ground.start();
  const provider = ground.provider({
    maxSandboxes: 2,
    createsPerSecond: 2,
    now: () => 0,
  });
  const first = await provider.open(request());
  await provider.open(request());
  const third = provider.open(request());
  await using _waits = await provider.open(
    request({ signal: AbortSignal.abort() }),
  ).catch((error) => {
    assertEquals(error.code, "aborted");
    return { [Symbol.asyncDispose]: () => Promise.resolve() };
  });
  assertEquals(ground.server.boxes.length, 2);
  await first[Symbol.asyncDispose]();
  await third;
  assertEquals(ground.server.boxes.length, 2);
  assertEquals(ground.waits, [500, 1_000]);
});

Deno.test("e2bSandboxes() opens through faults, or says why not", async (test) => {
  const cases: [string, FaultEffect, string?][] = [
    ["400", { status: 400 }, "invalid_request"],
    ["401", { status: 401 }, "unauthorized"],
    ["403", { status: 403 }, "forbidden"],
    ["404", { status: 404 }, "template_missing"],
    ["429", { status: 429 }],
    ["500", { status: 500 }],
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["507", { status: 507 }],
    ["no answer", { drop: true }],
  ];
  for (const [name, effect, code] of cases) {
    await test.step(name, async () => {
      await using ground = await Ground.start();
      ground.server.fault({ on: /POST .v2.sandboxes/, effect });
      const opened = await ground.provider().open(request())
        .then(() => undefined, (error) => error);
      assertEquals(opened?.code, code, opened?.message);
      assertEquals(ground.server.boxes.length, code === undefined ? 1 : 0);
    });
  }
});

Deno.test("e2bSandboxes() backs off at the account's limits", async () => {
  await using ground = await Ground.start();
  ground.server.fleet.limits.maxRunning = 0;
  const provider = ground.provider({
    delay: (ms) => {
      ground.waits.push(ms);
      if (ms === 2_000) ground.server.fleet.limits.maxRunning = 1;
      return Promise.resolve();
    },
  });
  await provider.open(request());
  assertEquals(ground.waits, [500, 1_000, 2_000]);
});

Deno.test("e2bSandboxes() leaves nothing behind when opening is aborted", async (test) => {
  for (const afterwards of [false, true]) {
    await test.step(afterwards ? "after the create" : "before it", async () => {
      await using ground = await Ground.start();
      const provider = ground.provider();
      const abort = new AbortController();
      ground.server.fault({
        on: /POST .v2.sandboxes/,
        afterwards,
        effect: { act: () => abort.abort() },
      });
      const error = await assertRejects(
        () => provider.open(request({ signal: abort.signal })),
        E2BError,
      );
      assertEquals(error.code, "aborted");
      await provider[Symbol.asyncDispose]();
      assertEquals(ground.server.boxes, []);
    });
  }
});

Deno.test("e2bSandboxes() ends what a create left whose answer was lost", async (test) => {
  const effects = [{ status: 504 }, { status: 503 }, { drop: true }] as const;
  for (const effect of effects) {
    await test.step(JSON.stringify(effect), async () => {
      await using ground = await Ground.start();
      ground.server.fault({
        on: /POST .v2.sandboxes/,
        afterwards: true,
        effect,
      });
      await using sandbox = await ground.provider().open(request());
      assertEquals(ground.server.boxes.map(({ id }) => id), [sandbox.id]);
    });
  }
});

Deno.test("e2bSandboxes() prolongs a life only where it is too short", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  await sandbox.keepAlive(50_000);
  assertEquals(ground.server.takeLines(), []);
  await sandbox.keepAlive(500_000);
  assertEquals(ground.server.takeLines().map(withoutId), [
    "POST /sandboxes/ID/timeout",
  ]);
  assertMatch(sandbox.id, /^i[a-z0-9]+$/);
});

function withoutId(line: string): string {
  return line.replace(/\/sandboxes\/\w+/, "/sandboxes/ID");
}
