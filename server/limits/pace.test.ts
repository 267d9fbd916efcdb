import { expect, test } from "vitest";
import { makePace } from "./pace.ts";

function paced() {
  let now = 12_345_678;
  const pace = makePace(() => now);
  return {
    lately: pace.lately,
    /** So much comes and is done in each tenth of so many seconds. */
    pass(seconds: number, { came = 0, done = 0 }) {
      for (let step = 0; step < seconds * 10; step += 1) {
        for (let one = 0; one < came; one += 1) pace.came();
        for (let one = 0; one < done; one += 1) pace.done();
        now += 100;
      }
    },
  };
}

test("what came is that of the last second, what was done that of the best second of the last ten", () => {
  const { pass, lately } = paced();
  expect(lately()).toEqual({ came: 0, done: 0 });
  pass(3, { came: 20, done: 20 });
  expect(lately()).toEqual({ came: 200, done: 200 });
  pass(0.5, { came: 20 });
  expect(lately()).toEqual({ came: 200, done: 200 });
  pass(5, { came: 40, done: 5 });
  expect(lately(), "a pause is not less than it can").toEqual({ came: 400, done: 200 });
  pass(10, { came: 40, done: 5 });
  expect(lately()).toEqual({ came: 400, done: 50 });
  pass(60, {});
  expect(lately()).toEqual({ came: 0, done: 0 });
});

test("a long silence leaves nothing behind", () => {
  const { pass, lately } = paced();
  pass(1, { came: 30, done: 30 });
  pass(3600, {});
  pass(0.3, { came: 7, done: 2 });
  expect(lately()).toEqual({ came: 21, done: 6 });
});
