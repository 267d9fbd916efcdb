import { expect, test } from "vitest";
import { fairQueue } from "./fair-queue.ts";

test("lanes take turns, however long one of them is", () => {
  const queue = fairQueue<string>();
  for (const item of ["a1", "a2", "a3"]) queue.push("a", item);
  queue.push("b", "b1");
  queue.push("c", "c1");
  expect([queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([
    "a1",
    "b1",
    "c1",
    "a2",
    "a3",
    undefined,
  ]);
});

test("what gave up does not get its turn", () => {
  const queue = fairQueue<string>();
  queue.push("a", "a1");
  queue.push("a", "a2");
  expect(queue.remove("a", "a1")).toBe(true);
  expect(queue.remove("a", "a1")).toBe(false);
  expect([queue.shift(), queue.shift()]).toEqual(["a2", undefined]);
});
