import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { aggregate } from "./aggregate.ts";

const run = async (config: Record<string, Json>, items: Json) =>
  (await runNode(aggregate, { config, inputs: { items } })).outputs;

test("counts alone where no field is named; a list of none has no mean", async () => {
  expect(await run({}, [1, 2])).toEqual({ total: { count: 2 }, groups: [] });
  const none = { count: 0, sum: 0, mean: null, min: null, max: null };
  expect(await run({ field: "a", groupBy: "b" }, [])).toEqual({ total: none, groups: [] });
});

test("adds up decimals as people do, texts that are numbers too, and leaves out what is missing", async () => {
  const { total } = await run({ field: "price" }, [{ price: 0.1 }, { price: "0.2" }, {}, { price: "" }]);
  expect(total).toEqual({ count: 4, sum: 0.3, mean: 0.15, min: 0.1, max: 0.2 });
});

test("groups by any value, also by one that is missing, in order of appearance", async () => {
  const { groups } = await run({ groupBy: "to.city" }, [{ to: { city: "Rome" } }, {}, { to: { city: "Rome" } }]);
  expect(groups).toEqual([
    { group: "Rome", count: 2 },
    { group: null, count: 1 },
  ]);
});

test("says which item's field is not a number", async () => {
  const bad = run({ field: "price" }, [{ price: 1 }, { price: "1,234" }]);
  await expect(bad).rejects.toMatchObject({ code: "bad_input", userMessage: /^Item 2: .*“1,234”.*not a number/ });
  await expect(run({ field: "p" }, [{ p: [1, 2] }])).rejects.toMatchObject({ userMessage: /a list or an object/ });
});

test("adds up whole numbers of any size exactly, and refuses a sum that would be rounded", async () => {
  const items = [{ id: 7615917337495251231n }, { id: "7615917337495251233" }];
  const mean = 7615917337495251232n;
  const { total } = await run({ field: "id" }, items);
  expect(total).toMatchObject({ sum: 15231834674990502464n, mean, min: mean - 1n, max: mean + 1n });
  const past = await run({ field: "n" }, [{ n: 9007199254740991 }, { n: 2 }]);
  expect(past.total).toMatchObject({ sum: 9007199254740993n, min: 2, max: 9007199254740991 });
  await expect(run({ field: "id" }, [...items, { id: 0.5 }])).rejects.toMatchObject({
    userMessage: /would be rounded/,
  });
});

test("a mean of large whole numbers is exact where it is whole, and never infinite", async () => {
  const meanOf = async (...numbers: Json[]) =>
    (
      await run(
        { field: "n" },
        numbers.map((n) => ({ n })),
      )
    ).total;
  expect(await meanOf(9007199254740991, 1, 1)).toMatchObject({ mean: 3002399751580331 });
  expect(await meanOf(7615917337495251231n, 7615917337495251232n)).toMatchObject({ mean: 7615917337495251232n });
  expect(await meanOf(-7615917337495251231n, -7615917337495251234n)).toMatchObject({ mean: -7615917337495251233n });
  expect(await meanOf(9007199254740993n, 0)).toMatchObject({ mean: 4503599627370496 });
  const huge = 10n ** 400n;
  expect(await meanOf(huge, huge + 1n)).toMatchObject({ mean: huge + 1n });
});

test("nothing is another group than the word null, and an accent is one however it is stored", async () => {
  const { groups } = await run({ groupBy: "g" }, [{ g: null }, { g: "null" }, {}, { g: "\u00e9" }, { g: "e\u0301" }]);
  expect(groups).toEqual([
    { group: null, count: 2 },
    { group: "null", count: 1 },
    { group: "\u00e9", count: 2 },
  ]);
});

test("a sum that is too great to be kept says so", async () => {
  const great = run({ field: "n" }, [{ n: 1e308 }, { n: 1e308 }, { n: 0.5 }]);
  await expect(great).rejects.toMatchObject({ code: "bad_input", userMessage: /too great/ });
});
