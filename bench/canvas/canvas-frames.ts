/** Frames of a page while something is done to it, and the processor time they took. */
import type { CDPSession, Page } from "@playwright/test";
import { round, summarise } from "../statistics.ts";

export type Frames = { deltas: number[]; scriptMs: number; taskMs: number };
export type Meter = { page: Page; cdp: CDPSession };

type Recorder = { frames: number[]; stop: () => void };
declare global {
  interface Window {
    benchFrames?: Recorder;
  }
}

/** Records every frame while `act` is at work. Script and task time are those of the page's main thread. */
export async function record({ page, cdp }: Meter, act: () => Promise<void>): Promise<Frames> {
  const before = await metrics(cdp);
  await page.evaluate(() => {
    const frames: number[] = [];
    let handle = 0;
    const tick = (now: number) => {
      frames.push(now);
      handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    window.benchFrames = { frames, stop: () => cancelAnimationFrame(handle) };
  });
  await act();
  const frames = await page.evaluate(() => {
    window.benchFrames?.stop();
    return window.benchFrames?.frames ?? [];
  });
  const after = await metrics(cdp);
  return {
    deltas: frames.slice(1).map((at, index) => at - (frames[index] ?? at)),
    scriptMs: (after.ScriptDuration - before.ScriptDuration) * 1000,
    taskMs: (after.TaskDuration - before.TaskDuration) * 1000,
  };
}

/** Several records of the same act as one row: percentiles of all frames, and how far the records' medians lie apart. */
export function frameRow(records: readonly Frames[]): Record<string, number | string> {
  const all = summarise(records.flatMap(({ deltas }) => deltas));
  const medians = records.map(({ deltas }) => summarise(deltas).p50);
  const perFrame = (pick: "scriptMs" | "taskMs") => {
    const each = records.map((each) => each[pick] / Math.max(1, each.deltas.length));
    return round(summarise(each).p50);
  };
  return {
    "p50 ms": round(all.p50),
    "p95 ms": round(all.p95),
    "p99 ms": round(all.p99),
    medians: `${round(Math.min(...medians))}–${round(Math.max(...medians))}`,
    "script ms/frame": perFrame("scriptMs"),
    "task ms/frame": perFrame("taskMs"),
  };
}

export async function metrics(cdp: CDPSession) {
  const { metrics: list } = await cdp.send("Performance.getMetrics");
  const value = (name: string) => list.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    ScriptDuration: value("ScriptDuration"),
    TaskDuration: value("TaskDuration"),
    Nodes: value("Nodes"),
    JSEventListeners: value("JSEventListeners"),
  };
}

/** Bytes of JavaScript objects after the garbage is gone. */
export async function heapMb(cdp: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}
