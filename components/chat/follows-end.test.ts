import { expect, test } from "vitest";
import { followsEnd } from "./follows-end.ts";

test.each([
  [
    "an answer that grew by much since the page went to its end",
    { follows: true, before: 100, top: 400, left: 300 },
    true,
  ],
  ["a person who goes up", { follows: true, before: 400, top: 200, left: 200 }, false],
  ["a person who goes up by a little", { follows: true, before: 400, top: 370, left: 30 }, true],
  ["a person who reads on above the end", { follows: false, before: 100, top: 200, left: 200 }, false],
  ["a person who comes back to the end", { follows: false, before: 100, top: 380, left: 20 }, true],
])("of %s", (_who, scroll, expected) => {
  expect(followsEnd(scroll)).toBe(expected);
});
