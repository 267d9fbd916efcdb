/** What makes a worker refuse runs: its own work, not that of others on the same machine. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const entry = fileURLToPath(new URL("./load-meter-process.ts", import.meta.url));

type Report = { isBusy: boolean; delayMs: number };

async function listen(mode: string): Promise<AsyncDisposable & { child: ChildProcess; reports: Report[] }> {
  const child = fork(entry, [mode], { execArgv: ["--no-warnings"] });
  const reports: Report[] = [];
  child.on("message", (message: Report) => reports.push(message));
  await once(child, "message");
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { child, reports, [Symbol.asyncDispose]: end };
}

test("a worker whose own work keeps its event loop late is busy", async () => {
  await using worker = await listen("work");
  await expect.poll(() => worker.reports.some(({ isBusy }) => isBusy)).toBe(true);
});

test("a worker that is kept waiting by its machine, with little to do itself, is not", async () => {
  await using worker = await listen("idle");
  const wasLate = () => worker.reports.filter(({ delayMs }) => delayMs > 100);
  // The start itself is work; what counts comes after it. The meter looks back at one second, which four reports cover.
  await expect
    .poll(() => worker.reports.slice(-8).map(({ isBusy }) => isBusy))
    .toEqual(Array.from({ length: 8 }, () => false));
  worker.reports.length = 0;
  // A process without a turn on the processor, a fifth of a second at a time.
  for (let turn = 0; turn < 40 && wasLate().length < 6; turn += 1) {
    worker.child.kill("SIGSTOP");
    await sleep(200);
    worker.child.kill("SIGCONT");
    await sleep(150);
  }
  expect(wasLate().length, "its event loop came late").toBeGreaterThanOrEqual(6);
  expect(worker.reports.filter(({ isBusy }) => isBusy)).toEqual([]);
});
