import { expect, test } from "vitest";
import type { OpenStep } from "../scheduler/step-events.ts";
import { endsItsWorkers, judge, noteSuspects } from "./suspects.ts";

const running = (attempt: number): OpenStep => ({ status: "running", attempt, waitMs: null, startedAt: 0 });
type Open = Readonly<Record<string, OpenStep>>;
type Tenure = { open: Open; done?: number; isLoss?: boolean; isLoaded?: boolean; isConnected?: boolean };

/** What is noted after these tenures, one after the other: how the checkpoint stood when each began. */
function noteAll(tenures: readonly Tenure[]) {
  let suspects: unknown = null;
  let losses = 0;
  for (const { open, done = 0, isLoss = true, isLoaded = true, isConnected = false } of tenures) {
    losses += isLoss ? 1 : 0;
    if (!isLoaded) continue;
    const completed = new Map(Array.from({ length: done }, (_, index) => [`done${index}\n`, {}]));
    const past = { completed, skipped: new Set<string>(), open: new Map(Object.entries(open)) };
    suspects = noteSuspects({ losses, suspects }, past, { hasBody: (key) => key === "map\n", isConnected });
  }
  const { open } = tenures.at(-1) ?? { open: {} };
  const { failing, alone } = judge(suspects, new Map(Object.entries(open)));
  return { failing: [...failing], alone: [...alone], suspects };
}

test("a step that was under way at three ends fails; at two it is tried alone", () => {
  const tenures = [1, 2, 3].map((attempt) => ({ open: { "x\n": running(attempt) } }));
  expect(noteAll(tenures.slice(0, 1))).toMatchObject({ failing: [], alone: [] });
  expect(noteAll(tenures.slice(0, 2))).toMatchObject({ failing: [], alone: ["x\n"] });
  expect(noteAll(tenures)).toMatchObject({ failing: ["x\n"], alone: [] });
});

test("the steps that were under way at each of the ends are suspected, and no other", () => {
  const told = noteAll([
    { open: { "x\n": running(1), "y\n": running(1) } },
    { open: { "x\n": running(2), "z\n": running(1) } },
    { open: { "x\n": running(3), "y\n": running(1) } },
  ]);
  expect(told.failing).toEqual(["x\n"]);
});

test("a step that was not started again, because another was tried alone, is not suspected of that end", () => {
  const told = noteAll([
    { open: { "x\n": running(1), "y\n": running(1) } },
    { open: { "x\n": running(2), "y\n": running(2) } },
    { open: { "x\n": running(3), "y\n": running(2) } },
  ]);
  expect(told).toMatchObject({ failing: ["x\n"], alone: ["y\n"] });
});

test("a worker that is still connected counts for half an end, so that one which only stands still ends the run, too", () => {
  const tenures = [1, 2, 3, 4, 5, 6].map((attempt) => ({ open: { "x\n": running(attempt) }, isConnected: true }));
  expect(noteAll(tenures.slice(0, 3))).toMatchObject({ failing: [], alone: [] });
  expect(noteAll(tenures.slice(0, 4))).toMatchObject({ failing: [], alone: ["x\n"] });
  expect(noteAll(tenures.slice(0, 5))).toMatchObject({ failing: [], alone: ["x\n"] });
  expect(noteAll(tenures)).toMatchObject({ failing: ["x\n"], alone: [] });
  const mixed = [1, 2, 3].map((attempt) => ({ open: { "x\n": running(attempt) }, isConnected: attempt === 3 }));
  expect(noteAll(mixed), "two ends, and a stop").toMatchObject({ failing: [], alone: ["x\n"] });
});

test("an orderly release counts for nothing, however often", () => {
  const released = { isLoss: false };
  const told = noteAll([
    { open: { "x\n": running(1) } },
    { ...released, open: { "x\n": running(2) } },
    { ...released, open: { "x\n": running(3) } },
    { ...released, open: { "x\n": running(4) } },
  ]);
  expect(told).toMatchObject({ failing: [], alone: [] });
});

test("an end counts although the worker that claimed after it released the run before it was loaded", () => {
  const handedBack = (attempt: number): Tenure[] => [
    { open: {}, isLoaded: false },
    { open: { "x\n": running(attempt) }, isLoss: false },
  ];
  expect(noteAll([1, 2, 3].flatMap(handedBack)).failing).toEqual(["x\n"]);
});

test("an end of which no step was on record counts for the next, unless something has ended in between", () => {
  const blind = { open: {} };
  expect(noteAll([blind, { open: { "x\n": running(1) } }, { open: { "x\n": running(2) } }]).failing).toEqual(["x\n"]);
  const progressed = [blind, { open: { "x\n": running(1) }, done: 4 }, { open: { "x\n": running(2) }, done: 5 }];
  expect(noteAll(progressed).failing).toEqual([]);
  const waiting = { open: { "w\n": { ...running(1), status: "waiting" as const } } };
  const waited = [waiting, waiting, waiting, { open: { "x\n": running(1) } }];
  expect(noteAll(waited), "a run that only waits is not to blame").toMatchObject({ failing: [], alone: [] });
});

test("a node with others inside is suspected when none of them was under way", () => {
  const map = { "map\n": running(1) };
  expect(noteAll([{ open: map }, { open: map }, { open: map }]).failing).toEqual(["map\n"]);
  const inside = [1, 2, 3].map((attempt) => ({ open: { ...map, "map/x\n0": running(attempt) } }));
  expect(noteAll(inside).failing).toEqual(["map/x\n0"]);
});

test("a run under which workers end before it is loaded is given up at the sixth", () => {
  const { suspects } = noteAll([{ open: { "x\n": running(1) } }]);
  expect(endsItsWorkers({ losses: 6, suspects })).toBe(false);
  expect(endsItsWorkers({ losses: 7, suspects })).toBe(true);
  expect(endsItsWorkers({ losses: 5, suspects: null })).toBe(false);
  expect(endsItsWorkers({ losses: 6, suspects: null })).toBe(true);
});
