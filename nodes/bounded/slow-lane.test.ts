import { expect, test } from "vitest";
import { makeSlowLane } from "./slow-lane.ts";

function lane() {
  const clock = { at: 1000 };
  return { clock, lane: makeSlowLane(() => clock.at) };
}

test("what ran out of its time is away for a second, then may try again", () => {
  const { clock, lane: slow } = lane();
  slow.add("a");
  expect(slow.has("a")).toBe(true);
  expect(slow.has("b")).toBe(false);
  clock.at += 999;
  expect(slow.has("a")).toBe(true);
  clock.at += 1;
  expect(slow.has("a")).toBe(false);
});

test("it is away twice as long each time, ten minutes at most, and many at once count as one", () => {
  const { clock, lane: slow } = lane();
  const away = () => {
    slow.add("a");
    slow.add("a");
    const since = clock.at;
    while (slow.has("a")) clock.at += 1000;
    return clock.at - since;
  };
  expect([away(), away(), away()]).toEqual([1000, 2000, 4000]);
  for (let times = 0; times < 20; times += 1) away();
  expect(away()).toBe(600_000);
});

test("what stays within its time is forgiven", () => {
  const { clock, lane: slow } = lane();
  slow.add("a");
  clock.at += 1000;
  slow.add("a");
  clock.at += 2000;
  slow.clear("a");
  slow.add("a");
  clock.at += 1000;
  expect(slow.has("a")).toBe(false);
});
