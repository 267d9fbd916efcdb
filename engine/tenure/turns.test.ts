import { setImmediate as endOfTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeTurns } from "./turns.ts";

/** Runs that each start steps of a millisecond as long as they may, by a clock that only they move. */
function open(...sizes: number[]) {
  let at = 0;
  const started: number[] = [];
  const turns = makeTurns(() => at);
  const runs = sizes.map((size, number) => {
    let left = size;
    return function go(): void {
      while (left > 0 && turns.mayGo(go)) {
        left -= 1;
        at += 1;
        started.push(number);
      }
    };
  });
  return { runs, started };
}

test("runs take turns of five milliseconds, in the order in which they asked", async () => {
  const { runs, started } = open(12, 12, 2);
  for (const go of runs) go();
  expect(started, "what is left waits for later turns").toEqual(Array(5).fill(0));
  while (started.length < 26) await endOfTurn();
  const turns = ["00000", "00000", "11111", "22001", "11111", "1"];
  expect(started.join("")).toBe(turns.join(""));
});

test("a run that fits into a turn never waits", () => {
  const { runs, started } = open(5);
  runs[0]?.();
  expect(started).toHaveLength(5);
});
