import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { patienceMs } from "../../tests/helpers/patience.ts";
import { bounded } from "./bounded.ts";
import { makeHost } from "./host-process.ts";

const peers = new URL("../../tests/helpers/peers/", import.meta.url);
const work = { script: new URL("answering-thread.ts", peers).href, seconds: 60, memoryMb: 64 };
const never = new AbortController().signal;
const ask = (question: unknown, signal = never) => bounded(work).ask(question, signal);

test("answers what is asked together, each its own", async () => {
  const asked = Array.from({ length: 250 }, (_, index) => ask({ say: index }));
  expect(await Promise.all(asked)).toEqual(asked.map((_, index) => ({ answer: index })));
});

test("when its process ends, the question it ended under is given up, and the others are asked again", async () => {
  const before = await ask({ pid: true });
  const asked = [{ say: 1 }, { end: true }, { say: 2 }, { end: true }, { say: 3 }].map((one) => ask(one));
  const gaveUp = { gaveUp: "it needs too much memory or crashed" };
  expect(await Promise.all(asked)).toEqual([{ answer: 1 }, gaveUp, { answer: 2 }, gaveUp, { answer: 3 }]);
  expect(await ask({ pid: true })).not.toEqual(before);
  expect(before).not.toEqual({ answer: process.pid });
});

test("gives up the question that fills the memory, and asks those around it again", async () => {
  const asked = [{ say: 1 }, { fill: true }, { say: 2 }].map((one) => ask(one));
  expect(await Promise.all(asked)).toEqual([
    { answer: 1 },
    { gaveUp: expect.stringContaining("memory") },
    { answer: 2 },
  ]);
});

test("gives up a question that is nested too deeply to be sent, and answers those beside it", async () => {
  const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const asked = [{ say: 1 }, { say: deep }, { say: 2 }].map((one) => ask(one));
  expect(await Promise.all(asked)).toEqual([
    { answer: 1 },
    { gaveUp: "its value is nested too deeply" },
    { answer: 2 },
  ]);
});

test("one that is stopped is over at once, before and while it is at work", async () => {
  await expect(ask({ say: 1 }, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  const controller = new AbortController();
  const atWork = ask({ workMs: 300 }, controller.signal);
  const behind = ask({ say: 1 });
  controller.abort();
  await expect(atWork).rejects.toMatchObject({ code: "cancelled" });
  expect(await behind).toEqual({ answer: 1 });
});

test("what is asked while an idle process is being ended goes to another one", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const undone: unknown[] = [];
    const host = makeHost((asked) => undone.push(...asked));
    const pidOf = () =>
      new Promise<unknown>((settle) => host.ask({ work, question: { pid: true }, settle: (result) => settle(result) }));
    const first = await pidOf();
    vi.runOnlyPendingTimers();
    expect(await pidOf()).not.toEqual(first);
    expect(undone).toEqual([]);
    vi.runOnlyPendingTimers();
  } finally {
    vi.useRealTimers();
  }
});

test("its process ends with ours, also under a question that hangs", async () => {
  const parent = fork(new URL("asking-process.ts", peers), { execArgv: ["--no-warnings"] });
  const [{ answer: pid }] = await once(parent, "message");
  expect(isThere(pid)).toBe(true);
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect(isThere(pid)).toBe(false), { timeout: patienceMs });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
