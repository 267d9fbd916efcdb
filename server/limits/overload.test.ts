import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Sign, watchOverload } from "./overload.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(sign: Partial<Sign> = {}) {
  const state = { isBehind: false, isFull: false, changes: [] as string[] };
  const one = { isBehind: () => state.isBehind, isFull: () => state.isBehind || state.isFull };
  const overload = watchOverload({
    signs: [{ name: "queue", ...one, patienceMs: 3000, ...sign }],
    onChange: (shed, behind) => void state.changes.push(`${shed}: ${behind.join(", ")}`),
    now: Date.now,
  });
  return Object.assign(state, { overload });
}

test("what is behind for a moment refuses nothing, and what stays so refuses programs first and then everyone", () => {
  const it = watched();
  it.isBehind = true;
  vi.advanceTimersByTime(2900);
  it.isBehind = false;
  vi.advanceTimersByTime(100);
  it.isBehind = true;
  vi.advanceTimersByTime(3000);
  expect(it.overload.shed()).toBe("none");
  vi.advanceTimersByTime(100);
  expect(it.overload.shed()).toBe("programs");
  vi.advanceTimersByTime(5000);
  expect(it.overload.shed()).toBe("all");
  it.isBehind = false;
  expect(it.overload.shed()).toBe("none");
  vi.advanceTimersByTime(20_000);
  expect(it.changes).toEqual(["programs: queue", "all: queue", "programs: ", "none: "]);
});

test("in an overload each request is taken for which there is room, and only those are refused for which there is none", () => {
  const it = watched({ patienceMs: 0 });
  it.isFull = true;
  expect(it.overload.shed(), "full is not behind").toBe("none");
  it.isBehind = true;
  vi.advanceTimersByTime(100);
  it.isBehind = false;
  for (let second = 0; second < 60; second += 1) {
    vi.advanceTimersByTime(1000);
    it.isFull = true;
    expect(it.overload.shed()).toBe("programs");
    it.isFull = false;
    expect(it.overload.shed()).toBe("none");
  }
  it.isFull = true;
  vi.advanceTimersByTime(20_000);
  expect(it.overload.shed(), "it was over when nothing had been refused for a while").toBe("none");
  expect(it.changes).toEqual(["programs: queue", "none: "]);
});

test("one long turn of the event loop is none, several in a row are, when calls come in them", () => {
  const it = watched();
  let calls = 50;
  const turn = (ms: number) => {
    for (let call = 0; call < calls; call += 1) it.overload.called();
    vi.setSystemTime(Date.now() + ms);
    vi.advanceTimersToNextTimer();
  };
  turn(5000);
  expect(it.overload.shed()).toBe("none");
  vi.advanceTimersByTime(200);
  for (let turns = 0; turns < 3; turns += 1) turn(700);
  expect(it.overload.shed()).toBe("programs");
  expect(it.changes).toEqual(["programs: event loop"]);
  vi.advanceTimersByTime(100);
  expect(it.overload.shed()).toBe("none");
  calls = 5;
  for (let turns = 0; turns < 9; turns += 1) turn(700);
  expect(it.overload.shed()).toBe("none");
});
