import { expect, test } from "vitest";
import { makeBatcher } from "./batch.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what comes in one turn goes together, what comes meanwhile in the next batch, and each gets its own answer", async () => {
  const batches: number[][] = [];
  const double = makeBatcher<number, number>({
    max: 3,
    async run(items) {
      batches.push([...items]);
      await turn();
      return items.map((item) => item * 2);
    },
  });
  const first = Promise.all([1, 2].map(double));
  await turn();
  expect(await Promise.all([3, 4, 5, 6].map(double))).toEqual([6, 8, 10, 12]);
  expect(await first).toEqual([2, 4]);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test("behind a large batch others are waited for a little, behind a small one not", async () => {
  const batches: number[] = [];
  const go = makeBatcher<number, null>({
    max: 100,
    lingerMs: 20,
    async run(items) {
      batches.push(items.length);
      await turn();
      return items.map(() => null);
    },
  });
  /** So many at once, and two more in the two turns after they have been answered. */
  async function burst(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, item) => go(item)));
    const first = go(-1);
    await turn();
    await turn();
    await Promise.all([first, go(-2)]);
  }
  await burst(7);
  await burst(8);
  expect(batches).toEqual([7, 1, 1, 8, 2]);
});

test("one that fails does not take its neighbours along", async () => {
  const run = makeBatcher<number, string>({
    max: 10,
    async run(items) {
      await turn();
      if (items.includes(13)) throw new Error("not 13");
      return items.map(String);
    },
  });
  const results = await Promise.allSettled([1, 2, 13, 4].map(run));
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([
    "1",
    "2",
    "failed",
    "4",
  ]);
});

test.each([
  ["the database is away", {}, Object.assign(new Error("terminating connection"), { code: "57P01" })],
  ["the caller says so", { isCommon: () => true }, new Error("the broker is down")],
])("when %s, all that wait together fail at once", async (_why, how, fault) => {
  let calls = 0;
  const run = makeBatcher<number, string>({
    ...how,
    max: 10,
    async run() {
      calls += 1;
      await turn();
      throw fault;
    },
  });
  const results = await Promise.allSettled([1, 2, 3, 4].map(run));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected", "rejected"]);
  expect(calls).toBe(1);
});
