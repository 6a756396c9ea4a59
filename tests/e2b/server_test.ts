/**
 * The server held against E2B's documented behaviour. What the adapter makes
 * of each error is tested elsewhere:
 *
 * | where it happens | test                                                          |
 * | ---------------- | ------------------------------------------------------------- |
 * | create           | provider: "opens through faults", "ends what a create left"   |
 * | write and read   | running: "writes and reads through faults", "asks again"      |
 * | run              | running: "runs once and keeps the result", "gives up what"    |
 * | prolong          | running: "asks again", "reports a sandbox that died"          |
 * | pause            | pausing: "ends what it cannot put to sleep"                   |
 * | build            | build_template: "tells why a build failed"                    |
 * | a dead sandbox   | running: "reports a sandbox that died", "is killed"           |
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as e2b from "@e2b/sdk";
import { E2BServer, type E2BServerOptions } from "./server.ts";

/** Runs a test against a fresh server and one fresh sandbox. */
function withSandbox(
  test: (sandbox: e2b.Sandbox, server: E2BServer) => Promise<void>,
  options: E2BServerOptions = {},
): () => Promise<void> {
  return async () => {
    await using server = await E2BServer.start(options);
    const sandbox = await e2b.Sandbox.create(server.connection);
    await test(sandbox, server);
  };
}

Deno.test(
  "E2BServer carries the official SDK through a whole life in five requests",
  withSandbox(async (sandbox, server) => {
    await sandbox.files.write([
      {
        path: "run/main.mjs",
        data: "console.log('out'); process.exitCode = 0",
      },
      { path: "run/input.json", data: "{}" },
    ]);
    const result = await sandbox.commands.run("exec node run/main.mjs");
    assertEquals([result.stdout, result.exitCode], ["out\n", 0]);
    assertEquals(await sandbox.files.read("run/input.json"), "{}");
    assert(await sandbox.kill());
    assertEquals(server.takeLines(), [
      "POST /v2/sandboxes",
      "POST /files",
      "POST /process.Process/Start",
      "GET /files",
      `DELETE /sandboxes/${sandbox.sandboxId}`,
    ]);
  }),
);

Deno.test("E2BServer refuses a wrong API key and a wrong access token", async () => {
  await using server = await E2BServer.start();
  await assertRejects(
    () => e2b.Sandbox.create({ ...server.connection, apiKey: "other" }),
    e2b.AuthenticationError,
  );
  const sandbox = await e2b.Sandbox.create(server.connection);
  const answer = await fetch(`${server.url}/envs`, {
    headers: {
      "e2b-sandbox-id": sandbox.sandboxId,
      "x-access-token": "wrong",
    },
  });
  assertEquals([answer.status, (await answer.json()).code], [401, 401]);
  assert(/^i[a-z0-9]+$/.test(sandbox.sandboxId));
});

Deno.test("E2BServer gives the older create endpoint its shorter life", async () => {
  await using server = await E2BServer.start();
  for (const [path, life] of [["/v2/sandboxes", 300], ["/sandboxes", 15]]) {
    const answer = await fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "x-api-key": server.apiKey },
      body: JSON.stringify({ templateID: "base" }),
    });
    await answer.body?.cancel();
    const box = server.boxes.at(-1);
    assert(box);
    const seconds = (box.endAt.getTime() - box.startedAt.getTime()) / 1000;
    assertEquals(Math.round(seconds), life);
  }
});

Deno.test(
  "E2BServer restarts the clock on timeout and only extends it on connect",
  withSandbox(async (sandbox) => {
    const secondsLeft = async () => {
      const { endAt } = await sandbox.getInfo();
      return Math.round((endAt.getTime() - Date.now()) / 1000);
    };
    await sandbox.setTimeout(100_000);
    assertEquals(await secondsLeft(), 100);
    await sandbox.connect({ timeoutMs: 50_000 });
    assertEquals(await secondsLeft(), 100);
    await sandbox.connect({ timeoutMs: 200_000 });
    assertEquals(await secondsLeft(), 200);
    await assertRejects(() => sandbox.setTimeout(0), e2b.SandboxError, "400");
  }),
);

Deno.test(
  "E2BServer breaks streams when a life ends, and answers 502 and 404 then",
  withSandbox(async (sandbox, server) => {
    const handle = await sandbox.commands.run("exec sleep 60", {
      background: true,
    });
    server.fleet.expire(server.fleet.require(sandbox.sandboxId));
    await assertRejects(
      () => handle.wait(),
      e2b.TimeoutError,
      "killed or reached its end of life",
    );
    assertEquals(await sandbox.isRunning(), false);
    assertEquals(await sandbox.kill(), false);
    await assertRejects(() => sandbox.getInfo(), e2b.SandboxNotFoundError);
    await assertRejects(
      () => sandbox.commands.run("true"),
      e2b.SandboxNotFoundError,
    );
  }),
);

Deno.test(
  "E2BServer kills at the command's deadline, not when a client leaves",
  withSandbox(async (sandbox) => {
    await assertRejects(
      () => sandbox.commands.run("exec sleep 60", { timeoutMs: 200 }),
      e2b.TimeoutError,
      "deadline_exceeded",
    );
    while ((await sandbox.commands.list()).length > 0);
    const unheard = await sandbox.commands.run("exec sleep 60", {
      background: true,
      timeoutMs: 200,
    });
    await unheard.disconnect();
    while ((await sandbox.commands.list()).length > 0);
    const { promise: spoke, resolve } = Promise.withResolvers<void>();
    const left = await sandbox.commands.run("echo a; read x; echo got $x", {
      background: true,
      stdin: true,
      onStdout: () => resolve(),
    });
    await spoke;
    await left.disconnect();
    assertEquals((await sandbox.commands.list()).length, 1);
    const again = await sandbox.commands.connect(left.pid);
    await again.sendStdin("news\n");
    const result = await again.wait();
    assertEquals(result.stdout, "got news\n");
  }),
);

Deno.test(
  "E2BServer runs a login shell at home with nothing inherited",
  withSandbox(async (sandbox) => {
    const { stdout } = await sandbox.commands.run(
      'echo "$E2B_SANDBOX_ID $EXTRA ${DENO_DIR-none} $0"; [ "$PWD" = "$HOME" ] && shopt -q login_shell && echo yes; cat',
      { envs: { EXTRA: "extra" } },
    );
    assertEquals(
      stdout,
      `${sandbox.sandboxId} extra none /bin/bash\nyes\n`,
    );
    await assertRejects(
      () => sandbox.commands.run("true", { cwd: "/none" }),
      e2b.InvalidArgumentError,
      "does not exist",
    );
  }),
);

Deno.test(
  "E2BServer tells exit codes and signals apart",
  withSandbox(async (sandbox) => {
    const exit = async (command: string) => {
      const error = await assertRejects(
        () => sandbox.commands.run(command),
        e2b.CommandExitError,
      );
      return [error.exitCode, error.error];
    };
    assertEquals(await exit("exit 7"), [7, "exit status 7"]);
    assertEquals(await exit("kill -KILL $$"), [-1, "signal: killed"]);
  }),
);

Deno.test(
  "E2BServer ends a stream only after both pipes are empty",
  withSandbox(async (sandbox) => {
    const { stdout, stderr } = await sandbox.commands.run(
      "head -c 200000 /dev/zero | tr '\\0' x; (sleep 0.1; echo late >&2) &",
    );
    assertEquals([stdout.length, stderr], [200_000, "late\n"]);
  }),
);

Deno.test(
  "E2BServer sends keepalives in silence",
  withSandbox(async (sandbox) => {
    const { stdout } = await sandbox.commands.run("sleep 0.1; echo done");
    assertEquals(stdout, "done\n");
  }, { keepaliveMs: 5 }),
);

Deno.test(
  "E2BServer keeps files below the sandbox's root, whatever their path",
  withSandbox(async (sandbox, server) => {
    const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
    await sandbox.files.write([
      { path: "/opt/data.bin", data: bytes.buffer },
      { path: "../../../../escape", data: "held" },
    ]);
    assertEquals(
      await sandbox.files.read("/opt/data.bin", { format: "bytes" }),
      bytes,
    );
    assertEquals(await sandbox.files.read("/escape"), "held");
    const { root } = server.fleet.require(sandbox.sandboxId).options;
    assertEquals(await Deno.readTextFile(`${root}/escape`), "held");
    await sandbox.files.write("octet", "zipped", { gzip: true });
    assertEquals(await sandbox.files.read("octet"), "zipped");
    assertEquals(await sandbox.files.makeDir("dir"), true);
    assertEquals(await sandbox.files.makeDir("dir"), false);
    await sandbox.files.rename("octet", "dir/moved");
    assertEquals((await sandbox.files.list("dir")).map(({ name }) => name), [
      "moved",
    ]);
    await sandbox.files.remove("dir");
    assertEquals(await sandbox.files.exists("dir/moved"), false);
    await assertRejects(
      () => sandbox.files.read("dir/moved"),
      e2b.FileNotFoundError,
    );
  }),
);

Deno.test(
  "E2BServer honours signed URLs, which carry no sandbox id",
  withSandbox(async (sandbox) => {
    await sandbox.files.write("signed.txt", "here");
    const url = await sandbox.downloadUrl("signed.txt");
    assertEquals(await (await fetch(url)).text(), "here");
    const forged = await fetch(url.replace("v1_", "v1_x"));
    await forged.body?.cancel();
    assertEquals(forged.status, 502);
  }),
);

Deno.test(
  "E2BServer pauses processes with the sandbox and goes on after connect",
  withSandbox(async (sandbox) => {
    const handle = await sandbox.commands.run("read x; echo $x > out", {
      background: true,
      stdin: true,
    });
    const broken = assertRejects(() => handle.wait());
    assertEquals(await sandbox.pause(), true);
    await broken;
    assertEquals(await sandbox.pause(), false);
    assertEquals(await sandbox.isRunning(), false);
    assertEquals((await sandbox.getInfo()).state, "paused");
    await sandbox.connect();
    const again = await sandbox.commands.connect(handle.pid);
    await again.sendStdin("awake\n");
    await again.wait();
    assertEquals(await sandbox.files.read("out"), "awake\n");
  }),
);

Deno.test("E2BServer lists pages, filtered by metadata of any characters", async () => {
  await using server = await E2BServer.start();
  const metadata = { "a b": "ä&=%20/" };
  for (const tag of [metadata, metadata, {}]) {
    await e2b.Sandbox.create({ ...server.connection, metadata: tag });
  }
  const pages = e2b.Sandbox.list({
    ...server.connection,
    query: { metadata },
    limit: 1,
  });
  const found: string[] = [];
  while (pages.hasNext) {
    found.push(...(await pages.nextItems()).map(({ sandboxId }) => sandboxId));
  }
  assertEquals(found, server.boxes.slice(0, 2).map(({ id }) => id));
});

Deno.test("E2BServer keeps to the limits it is given", async () => {
  await using server = await E2BServer.start();
  server.fleet.limits.maxRunning = 1;
  await e2b.Sandbox.create(server.connection);
  await assertRejects(
    () => e2b.Sandbox.create(server.connection),
    e2b.RateLimitError,
    "concurrent",
  );
  server.fleet.limits.maxRunning = 5;
  server.fleet.limits.createsPerSecond = 0.001;
  await assertRejects(
    () => e2b.Sandbox.create(server.connection),
    e2b.RateLimitError,
    "creation",
  );
});

const RULES = { "us.posthog.com": [{ transform: { headers: { a: "b" } } }] };

Deno.test("E2BServer refuses a network as E2B does", async (test) => {
  const cases: [string, e2b.SandboxNetworkOpts, string, E2BServerOptions?][] = [
    ["names without denying the rest", { allowOut: ["a.com"] }, "ALL_TRAFFIC"],
    ["a denied name", { denyOut: ["a.com"] }, "invalid denied CIDR"],
    ["an address as a rule", { rules: { "1.2.3.4": [] } }, "invalid rule"],
    [
      "names that differ in case",
      { rules: { "A.com": [], "a.com": [] } },
      "dup",
    ],
    ["no such feature", { rules: RULES }, "not available", { rules: false }],
    ["an old template", { rules: RULES }, "rebuild", { envdVersion: "0.5.12" }],
    [
      "eleven domains",
      { rules: Object.fromEntries([..."abcdefghijk"].map((a) => [a, []])) },
      "at most 10",
    ],
    [
      "a long value",
      { rules: { a: [{ transform: { headers: { a: "x".repeat(2049) } } }] } },
      "exceed limits",
    ],
  ];
  for (const [name, network, message, options] of cases) {
    await test.step(name, async () => {
      await using server = await E2BServer.start(options);
      const create = () =>
        e2b.Sandbox.create({ ...server.connection, network });
      await assertRejects(create, e2b.SandboxError, message);
    });
  }
});

Deno.test("E2BServer takes secrets in and never gives them out", async () => {
  await using server = await E2BServer.start();
  const { Secret } = e2b;
  const made = await Secret.create("Key", "hidden", server.connection);
  assertEquals([made.name, made.version], ["key", 1]);
  await Secret.update("key", "rotated", server.connection);
  assertEquals(server.secrets.valueOf("key"), "rotated");
  const pages = Secret.list(server.connection);
  assertEquals(
    JSON.stringify(await pages.nextItems()).includes("rotated"),
    false,
  );
  await assertRejects(() => Secret.create("key", "x", server.connection));
  assertEquals(await Secret.destroy("key", server.connection), true);
  assertEquals(await Secret.exists("key", server.connection), false);
});

Deno.test(
  "E2BServer strikes with the fault in store, once",
  withSandbox(async (sandbox, server) => {
    server.fault({ on: /Start/, effect: { cutAfterFrames: 1 } });
    await assertRejects(
      () => sandbox.commands.run("sleep 1"),
      e2b.SandboxError,
    );
    server.fault({ on: /GET .files/, effect: { status: 507 } });
    await assertRejects(
      () => sandbox.files.read("x"),
      e2b.NotEnoughSpaceError,
    );
    server.fault({ on: /POST .files/, effect: { drop: true } });
    await assertRejects(() => sandbox.files.write("x", "1"));
    await sandbox.files.write("x", "1");
    assertEquals(await sandbox.files.read("x"), "1");
  }),
);
