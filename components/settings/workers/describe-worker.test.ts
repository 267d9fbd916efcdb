import { describe, expect, test } from "vitest";
import { describeOutcome, dueForMs, loadOf, troublesOf } from "./describe-worker.ts";

const none = { running: 0, finished: 0, gaveBack: 0, takenOver: 0, held: 0 };

describe("what became of the runs of a worker that is gone", () => {
  test("a stopped one finished some and gave the rest back", () => {
    expect(describeOutcome({ ...none, state: "stopped", finished: 1200 })).toBe("Finished 1,200 runs.");
    expect(describeOutcome({ ...none, state: "stopped" })).toBe("Finished no runs.");
    expect(describeOutcome({ ...none, state: "stopped", finished: 1, gaveBack: 3 })).toBe(
      "Finished 1 run, released 3 runs to other workers.",
    );
  });

  test("a dead one had some, which others took over or will", () => {
    expect(describeOutcome({ ...none, state: "died", finished: 5 })).toBe("Finished 5 runs and was idle.");
    expect(describeOutcome({ ...none, state: "died", running: 7, takenOver: 4, held: 2 })).toBe(
      "Had 7 runs in progress: 4 runs taken over by other workers, 2 runs waiting for a worker to take over, 1 run ended before.",
    );
  });

  test("runs it took after its last heartbeat count as well", () => {
    expect(describeOutcome({ ...none, state: "died", running: 1, takenOver: 3 })).toBe(
      "Had 3 runs in progress: 3 runs taken over by other workers.",
    );
  });
});

test("a worker that takes nothing more is full", () => {
  expect(loadOf({ running: 25, room: 75 })).toBe(0.25);
  expect(loadOf({ running: 3, room: 0 })).toBe(1);
  expect(loadOf({ running: 0, room: 0 })).toBe(1);
});

test("the age of the oldest due run is counted by the server's clock", () => {
  const queue = { queued: 1, running: 0, waiting: 0 };
  expect(dueForMs({ ...queue, oldestDueAt: "2026-01-01T00:00:00.000Z" }, "2026-01-01T00:00:07.500Z")).toBe(7500);
  expect(dueForMs({ ...queue, oldestDueAt: null }, "2026-01-01T00:00:00.000Z")).toBeUndefined();
});

test("what is wrong around a worker is told, and nothing of one that is well or says nothing", () => {
  const disk = { freeBytes: 50e9, totalBytes: 100e9 };
  expect(troublesOf({ secret: "same", clockMs: -900, disk })).toEqual([]);
  expect(troublesOf({ secret: null, clockMs: null, disk: null })).toEqual([]);
  expect(troublesOf({ secret: "other", clockMs: -60_000, disk: { ...disk, freeBytes: 2e9 } })).toEqual([
    "Has another PATCHBAY_SECRET: steps with credentials fail.",
    "Its clock is 60 s behind.",
    expect.stringMatching(/^Its disk is nearly full: .+ free\.$/),
  ]);
});
