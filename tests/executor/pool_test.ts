import { assertEquals, assertRejects } from "@std/assert";
import { SandboxPool } from "../../executor/pool.ts";
import { localSandbox } from "../../executor/local/provider.ts";

Deno.test("SandboxPool passes the turn on of one who gives up in that moment", async () => {
  await using provider = localSandbox();
  const connection = {
    apiUrl: "http://127.0.0.1:9",
    projectId: "1",
    personalApiKey: "phx_unused",
  };
  await using pool = new SandboxPool({
    open: (lifetimeMs) =>
      provider.open({ connection, lifetimeMs, metadata: {} }),
    lifetimeMs: 60_000,
    size: 1,
    idleMs: 60_000,
    now: Date.now,
  });
  const need = { neededMs: 1_000, mustBeClean: false };
  const first = await pool.acquire(need);
  const abort = new AbortController();
  const gaveUp = assertRejects(
    () => pool.acquire({ ...need, signal: abort.signal }),
    DOMException,
  );
  const patient = [pool.acquire(need), pool.acquire(need)];
  const released = first.release(true);
  abort.abort();
  await Promise.all([gaveUp, released]);
  const ids: string[] = [];
  for (const waiting of patient) {
    const lease = await waiting;
    ids.push(lease.sandbox.id);
    await lease.release(true);
  }
  assertEquals(ids, [first.sandbox.id, first.sandbox.id]);
});
