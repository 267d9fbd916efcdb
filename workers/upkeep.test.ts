import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startUpkeep } from "./upkeep.ts";

test("each task is repeated until nothing old is left, time after time, and one that fails holds up no other", async () => {
  const left = { audit: 12_000, letters: 3 };
  const asked: number[] = [];
  const warned: string[] = [];
  const take = (name: keyof typeof left, limit: number) => {
    const taken = Math.min(limit, left[name]);
    left[name] -= taken;
    return taken;
  };
  const tasks = [
    {
      name: "broken",
      run: async () => {
        throw new Error("the database is away");
      },
    },
    {
      name: "audit",
      run: async (limit: number) => {
        asked.push(limit);
        return take("audit", limit);
      },
    },
    { name: "letters", run: async (limit: number) => take("letters", limit) },
  ];
  const log = { warn: (fields: object) => void warned.push(Object(fields).task) };
  const upkeep = startUpkeep(tasks, log as never, { everyMs: 20 });
  await expect.poll(() => left).toEqual({ audit: 0, letters: 0 });
  expect(asked.length).toBeGreaterThanOrEqual(3);
  left.letters = 1;
  await expect.poll(() => left.letters, { message: "and again later" }).toBe(0);
  upkeep.stop();
  expect(new Set(warned)).toEqual(new Set(["broken"]));
});

test("a task that never ends holds up no other", async () => {
  let turns = 0;
  const endless = {
    name: "endless",
    run: async (limit: number) => {
      await nextTurn();
      return limit;
    },
  };
  const counted = {
    name: "counted",
    run: async () => {
      turns += 1;
      return 0;
    },
  };
  const upkeep = startUpkeep([endless, counted], { warn: () => {} }, { everyMs: 1, turnMs: 0 });
  onTestFinished(() => upkeep.stop());
  await expect.poll(() => turns).toBeGreaterThan(2);
});
