import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type HostOptions, openChildHost } from "./child-host.ts";

const echo = new URL("../../../tests/helpers/peers/echo-child.ts", import.meta.url);

function openEcho(options: Partial<HostOptions> = {}) {
  const host = openChildHost({ script: echo, title: "The echo", concurrency: 2, idleMs: 60_000, ...options });
  return Object.assign(host, { [Symbol.asyncDispose]: () => host.close() });
}

test("calls are answered, in pieces and as a whole", async () => {
  await using host = openEcho();
  const pieces: string[] = [];
  expect(await host.call({ say: "a b c" }, { onPiece: (piece) => pieces.push(piece) })).toBe("a b c");
  expect(pieces).toEqual(["a", "b", "c"]);
});

test("the child knows nothing of our environment", async () => {
  process.env.CANARY_SECRET = "sk-canary";
  await using host = openEcho();
  expect(JSON.stringify(await host.call({ env: true }, {}))).not.toContain("canary");
  delete process.env.CANARY_SECRET;
});

test("a crash fails the calls it had, retryably, and the next call starts a new child", async () => {
  await using host = openEcho();
  const waiting = host.call({ sleepMs: 10_000 }, {});
  const before = await host.call({ pid: true }, {});
  await expect(host.call({ crash: true }, {})).rejects.toMatchObject({ code: "unavailable", canRetry: true });
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  expect(await host.call({ pid: true }, {})).not.toBe(before);
});

test("more calls than it serves wait their turn, in order; a stopped one gives its turn away", async () => {
  await using host = openEcho({ concurrency: 1 });
  const order: string[] = [];
  const call = (say: string, signal?: AbortSignal) =>
    host.call({ say, sleepMs: 30 }, { signal }).then(() => order.push(say));
  const stop = new AbortController();
  const calls = [call("one"), call("two", stop.signal), call("three"), call("four")];
  stop.abort();
  const settled = await Promise.allSettled(calls);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(order).toEqual(["one", "three", "four"]);
});

test("abort ends a call at once and reaches the child", async () => {
  await using host = openEcho();
  const stop = new AbortController();
  const call = host.call({ sleepMs: 10_000 }, { signal: stop.signal });
  await host.call({ say: "ready" }, {});
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "cancelled" });
  await expect.poll(() => host.call({ aborted: true }, {})).toBe(1);
});

test("a call that is stopped before its child has heard of it is not made", async () => {
  await using host = openEcho();
  const stop = new AbortController();
  const call = host.call({ sleepMs: 60_000 }, { signal: stop.signal });
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "cancelled" });
  expect(await host.call({ say: "heard" }, {})).toBe("heard");
});

test("an idle child is ended", async () => {
  await using host = openEcho({ idleMs: 50 });
  const pid = Number(await host.call({ pid: true }, {}));
  await expect.poll(() => host.pid).toBeUndefined();
  expect(() => process.kill(pid, 0)).toThrow();
});

test("a call that comes while the idle child is being ended is answered by another child", async () => {
  await using host = openEcho();
  const before = Number(await host.call({ pid: true }, {}));
  const stopping = host.close();
  const after = Number(await host.call({ pid: true }, {}));
  expect(after).not.toBe(before);
  await stopping;
  expect(() => process.kill(before, 0)).toThrow();
  expect(host.pid, "the end of the first is not the end of the second").toBe(after);
});

test("a call that comes before the end of its child is noticed fails retryably, and the next one is answered", async () => {
  await using host = openEcho();
  const pid = Number(await host.call({ pid: true }, {}));
  process.kill(pid, "SIGKILL");
  // Without a turn of the event loop in between, in which the end could be noticed.
  await expect(host.call({ say: "lost" }, {})).rejects.toMatchObject({ code: "unavailable", canRetry: true });
  expect(await host.call({ say: "heard" }, {})).toBe("heard");
});

test("a stopped call keeps its place until the child is done with it, and one that hangs is killed", async () => {
  await using host = openEcho({ concurrency: 1 });
  const stop = new AbortController();
  const before = await host.call({ pid: true }, {});
  const deaf = host.call({ deafMs: 60_000 }, { signal: stop.signal });
  await sleep(50);
  stop.abort();
  await expect(deaf).rejects.toMatchObject({ code: "cancelled" });
  expect(await host.call({ pid: true }, {})).not.toBe(before);
});

test("a call beside one that hangs is asked anew when the child is killed for that, and its caller knows nothing of it", async () => {
  await using host = openEcho();
  const stop = new AbortController();
  const before = await host.call({ pid: true }, {});
  const heard = Promise.withResolvers<string>();
  const deaf = host.call({ deafMs: 60_000 }, { signal: stop.signal, onPiece: heard.resolve });
  await heard.promise;
  const beside = host.call({ pid: true, sleepMs: 1 }, {});
  stop.abort();
  await expect(deaf).rejects.toMatchObject({ code: "cancelled" });
  const answered = await beside;
  expect(answered).toEqual(expect.any(Number));
  expect(answered).not.toBe(before);
});

test("Ctrl+C, which reaches every process of a terminal, does not end a call", async () => {
  await using host = openEcho();
  const pid = Number(await host.call({ pid: true }, {}));
  const call = host.call({ say: "done", sleepMs: 100 }, {});
  process.kill(pid, "SIGINT");
  process.kill(pid, "SIGTERM");
  expect(await call).toBe("done");
});
