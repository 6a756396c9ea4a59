import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type {
  ProcessExit,
  Sandbox,
  SandboxCommand,
} from "../../executor/mod.ts";
import { command, Ground, script, textOf } from "./ground.ts";
import type { FaultEffect } from "./server.ts";

/** Counts its runs in a file, then leaves a result. */
const COUNTING = `
  import { appendFileSync, writeFileSync } from "node:fs";
  appendFileSync("runs", "x");
  writeFileSync("result.json", "42");
`;

/** The same, after the time it takes to disturb it. */
const SLOW = `setTimeout(() => {}, 150); process.on("exit", () => {
  process.stdout.write("end");
}); ${COUNTING}`;

/** Leaves a process behind, in a group of its own and without pipes. */
const LEAVING = `
  import { spawn } from "node:child_process";
  import { writeFileSync } from "node:fs";
  const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
  child.unref();
  writeFileSync("left", String(child.pid));
`;

Deno.test("E2BSandbox.run() tells how a script ended", async (test) => {
  const cases: [string, string, ProcessExit, Partial<SandboxCommand>?][] = [
    ["a clean end", "", { kind: "exited", code: 0 }],
    ["a code", "process.exit(7)", { kind: "exited", code: 7 }],
    ["the guard's own code", "process.exit(75)", { kind: "exited", code: 75 }],
    ["a throw", "throw new Error('no')", { kind: "exited", code: 1 }],
    [
      "a signal",
      "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1e6)",
      { kind: "killed", signal: "SIGTERM" },
    ],
    [
      "time",
      "setInterval(() => {}, 1e6)",
      { kind: "timeout" },
      { timeoutMs: 300 },
    ],
    [
      "memory",
      "const all = []; for (;;) all.push(new Array(1e5).fill(0.5 + all.length))",
      { kind: "out_of_memory" },
      { maxMemoryBytes: 24 * 1024 * 1024 },
    ],
    [
      "output",
      "for (;;) console.log('x'.repeat(1000))",
      { kind: "output_flood" },
      { maxOutputBytes: 50_000 },
    ],
  ];
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  for (const [name, source, exit, changes] of cases) {
    await test.step(name, async () => {
      await script(sandbox, source);
      assertEquals(await sandbox.run(command(changes)), exit);
      await assertNothingRuns(ground);
    });
  }
});

Deno.test("E2BSandbox.run() ends what an earlier run left running", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  await script(sandbox, LEAVING);
  assertEquals((await sandbox.run(command())).kind, "exited");
  const left = Number(await textOf(sandbox, "left"));
  assertEquals(isRunning(left), true);
  await script(sandbox, "");
  assertEquals((await sandbox.run(command())).kind, "exited");
  assertEquals(isRunning(left), false);
});

Deno.test("the server's sandboxes end with all that was started in them", async () => {
  let left = 0;
  {
    await using ground = await Ground.start();
    await using sandbox = await ground.sandbox();
    await script(sandbox, LEAVING);
    await sandbox.run(command());
    left = Number(await textOf(sandbox, "left"));
    assertEquals(isRunning(left), true);
  }
  assertEquals(isRunning(left), false);
});

Deno.test("E2BSandbox.run() passes on no more than may be printed", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  await script(sandbox, "for (;;) process.stdout.write('é'.repeat(1000))");
  const job = command({ maxOutputBytes: 40_000 });
  assertEquals(await sandbox.run(job), { kind: "output_flood" });
  assert(new TextEncoder().encode(job.printed.out).length <= 40_000);
});

Deno.test("E2BSandbox.run() kills what is aborted, at any moment", async (test) => {
  await test.step("before it starts", async () => {
    await using ground = await Ground.start();
    await using sandbox = await ground.sandbox();
    const exit = await sandbox.run(command({ signal: AbortSignal.abort() }));
    assertEquals(exit, { kind: "aborted" });
    assertEquals(ground.server.takeLines(), []);
  });
  for (const afterwards of [false, true]) {
    await test.step(`as it starts: ${afterwards}`, async () => {
      await using ground = await Ground.start();
      await using sandbox = await ground.sandbox();
      await script(sandbox, "setInterval(() => {}, 1e6)");
      const abort = new AbortController();
      const act = () => abort.abort();
      ground.server.fault({ on: /Start$/, afterwards, effect: { act } });
      const exit = await sandbox.run(command({ signal: abort.signal }));
      assertEquals(exit, { kind: "aborted" });
      await assertNothingRuns(ground);
    });
  }
  await test.step("while the start hangs", async () => {
    await using ground = await Ground.start();
    const delay = () => Promise.resolve();
    await using sandbox = await ground.sandbox({ delay });
    const abort = new AbortController();
    ground.server.fault({ on: /Start$/, effect: { hang: true } });
    const running = sandbox.run(command({ signal: abort.signal }));
    abort.abort();
    assertEquals(await running, { kind: "aborted" });
    await assertNothingRuns(ground);
  });
  await test.step("while it runs", async () => {
    await using ground = await Ground.start();
    await using sandbox = await ground.sandbox();
    await script(sandbox, "console.log('up'); setInterval(() => {}, 1e6)");
    const abort = new AbortController();
    const exit = await sandbox.run(
      command({ signal: abort.signal, onStdout: () => abort.abort() }),
    );
    assertEquals(exit, { kind: "aborted" });
    await assertNothingRuns(ground);
  });
});

Deno.test("E2BSandbox.run() runs once and keeps the result through faults", async (test) => {
  const cases: [string, FaultEffect & { afterwards?: true; times?: number }][] =
    [
      ["400", { status: 400 }],
      ["404", { status: 404, body: "" }],
      ["429", { status: 429 }],
      ["429 thrice", { status: 429, times: 3 }],
      ["500", { status: 500 }],
      ["502", { status: 502 }],
      ["503", { status: 503 }],
      ["503 after the start", { status: 503, afterwards: true }],
      ["504", { status: 504 }],
      ["504 after the start", { status: 504, afterwards: true }],
      ["507", { status: 507 }],
      ["no answer", { drop: true }],
      ["no answer after the start", { drop: true, afterwards: true }],
      ["a cut before the start event", { cutAfterFrames: 0 }],
      ["a cut after it", { cutAfterFrames: 1 }],
      ["unavailable before the start event", {
        cutAfterFrames: 0,
        problem: { code: "unavailable", message: "edge" },
      }],
      ["unavailable after it", {
        cutAfterFrames: 1,
        problem: { code: "unavailable", message: "edge" },
      }],
      ["a foreign error after it", {
        cutAfterFrames: 1,
        problem: { code: "internal", message: "edge" },
      }],
    ];
  await using ground = await Ground.start();
  for (const [name, { afterwards = false, times = 1, ...effect }] of cases) {
    await test.step(name, async () => {
      await using sandbox = await ground.sandbox();
      await script(sandbox, SLOW);
      const on = /Start$/;
      ground.server.fault({ on, effect, afterwards, times });
      const exit = await sandbox.run(command());
      assert(exit.kind === "exited" || exit.kind === "lost", exit.kind);
      assertEquals(await textOf(sandbox, "runs"), "x");
      assertEquals(await textOf(sandbox, "result.json"), "42");
      await assertNothingRuns(ground);
      ground.server.clearFaults();
    });
  }
});

Deno.test("E2BSandbox.run() gives up what E2B refuses, and says why", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  await script(sandbox, COUNTING);
  const effect = { status: 401 };
  ground.server.fault({ on: /Start$/, effect });
  const exit = await sandbox.run(command());
  assertEquals(exit.kind, "lost");
  assertStringIncludes(JSON.stringify(exit), "E2B refused the command");
  assertEquals(await textOf(sandbox, "runs"), undefined);
});

Deno.test("E2BSandbox.run() does not go on for ever where E2B does not answer", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox({ maxAttempts: 3 });
  await script(sandbox, COUNTING);
  ground.server.fault({ on: /Start$/, effect: { status: 503 }, times: 99 });
  const exit = await sandbox.run(command());
  assertEquals(exit.kind, "lost");
  assertStringIncludes(JSON.stringify(exit), "though the sandbox lives");
  assertEquals(await textOf(sandbox, "runs"), undefined);
});

Deno.test("E2BSandbox reports a sandbox that died, at each step", async (test) => {
  const steps: [string, RegExp, (sandbox: Sandbox) => Promise<unknown>][] = [
    ["write", /POST .files/, (sandbox) => script(sandbox, COUNTING)],
    ["run", /Start$/, (sandbox) => sandbox.run(command())],
    ["stream", /GET .files/, (sandbox) => sandbox.stream("main.mjs")],
    ["keepAlive", /timeout$/, (sandbox) => sandbox.keepAlive(900_000)],
  ];
  for (const [name, on, act] of steps) {
    for (const afterwards of [false, true]) {
      if (afterwards && name !== "run") continue;
      await test.step(`${name}${afterwards ? " later" : ""}`, async () => {
        await using ground = await Ground.start();
        await using sandbox = await ground.sandbox();
        await script(sandbox, SLOW);
        const kill = () => ground.server.fleet.kill(sandbox.id);
        ground.server.fault({ on, afterwards, effect: { act: kill } });
        const end = await act(sandbox).catch(({ code }) => code);
        assertStringIncludes(
          JSON.stringify(end),
          name === "run" ? "lost" : "sandbox_lost",
        );
        assertEquals(await sandbox.isAlive(), false);
      });
    }
  }
});

Deno.test("E2BSandbox reports a sandbox that is killed in the middle of a run", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  await script(sandbox, "console.log('up'); setInterval(() => {}, 1e6)");
  const exit = await sandbox.run(command({
    onStdout: () => void ground.server.fleet.kill(sandbox.id),
  }));
  assertEquals(exit, { kind: "lost", reason: "the sandbox is gone" });
});

Deno.test("E2BSandbox writes and reads through faults, or says why not", async (test) => {
  const cases: [string, FaultEffect, string?][] = [
    ["400", { status: 400 }, "invalid_request"],
    ["401", { status: 401 }, "unauthorized"],
    ["429", { status: 429 }],
    ["500", { status: 500 }],
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["507", { status: 507 }, "no_space"],
    ["no answer", { drop: true }],
  ];
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  for (const [name, effect, code] of cases) {
    await test.step(name, async () => {
      for (const on of [/POST .files/, /GET .files/]) {
        ground.server.fault({ on, effect });
        const act = on.test("POST /files")
          ? script(sandbox, name)
          : textOf(sandbox, "main.mjs");
        const error = await act.then(() => undefined, (error) => error);
        assertEquals(error?.code, code);
        ground.server.clearFaults();
      }
      if (code === undefined) {
        assertEquals(await textOf(sandbox, "main.mjs"), name);
      }
    });
  }
});

Deno.test("E2BSandbox asks again where an answer does not come in time", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox({ requestTimeoutMs: 500 });
  const effect = { hang: true } as const;
  ground.server.fault({ on: /POST .files/, effect });
  await script(sandbox, "late");
  ground.server.fault({ on: /GET .files/, effect });
  assertEquals(await textOf(sandbox, "main.mjs"), "late");
  ground.server.fault({ on: /timeout$/, effect });
  await sandbox.keepAlive(900_000);
  const [box] = ground.server.boxes;
  assert(box && box.endAt.getTime() - Date.now() > 800_000);
});

Deno.test("E2BSandbox.stream() goes on behind what has come", async () => {
  await using ground = await Ground.start();
  await using sandbox = await ground.sandbox();
  const data = new Uint8Array(3_000_000).map((_, index) => index % 251);
  await sandbox.write([{ path: "run/big", data }]);
  ground.server.fault({
    on: /GET .files/,
    effect: { cutAfterFrames: 3 },
    times: 2,
  });
  const stream = await sandbox.stream("run/big");
  assert(stream);
  assertEquals(await new Response(stream).bytes(), data);
  assertEquals(await sandbox.stream("run/none"), undefined);
});

Deno.test("E2BSandbox ends once, and its end is no error when it is gone", async () => {
  await using ground = await Ground.start();
  const sandbox = await ground.sandbox();
  ground.server.fleet.kill(sandbox.id);
  await sandbox[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
  assertEquals(ground.server.takeLines().length, 1);
});

async function assertNothingRuns(ground: Ground): Promise<void> {
  for (const box of ground.server.boxes) {
    for (const process of box.processes) await process.ended;
  }
}

/** Whether a process is there, and no zombie. */
function isRunning(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", {
    args: ["-o", "stat=", "-p", String(pid)],
  }).outputSync();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}
