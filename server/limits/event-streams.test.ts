import { expect, test } from "vitest";
import { makeStreamLimit } from "./event-streams.ts";
import { makeRateLimit } from "./rate-limits.ts";

test("so many streams are open at once, and a closed one frees a slot", () => {
  const enter = makeStreamLimit(2);
  const first = enter("a");
  enter("a");
  expect(() => enter("a")).toThrow("Close some of them");
  enter("b");
  first[Symbol.dispose]();
  enter("a");
  expect(() => enter("a")).toThrow("Close some of them");
});

test("so many calls a window, and the refusal says how long to wait", () => {
  let now = 0;
  const limit = makeRateLimit({ max: 2, windowMs: 1000, now: () => now });
  limit("a");
  limit("a");
  now = 400;
  expect(() => limit("a")).toThrow(expect.objectContaining({ code: "too_many", retryAfterMs: 600 }));
  limit("b");
  now = 1000;
  limit("a");
});
