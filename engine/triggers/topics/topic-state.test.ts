import { expect, test } from "vitest";
import { newestProblem } from "./topic-state.ts";

const at = (second: number) => new Date(Date.UTC(2027, 0, 4, 9, 0, second));

test("of several problems the newest is told, and since the first of those that say the same", () => {
  const none = { error: null, errorAt: null };
  expect(newestProblem([none, none])).toBeUndefined();
  const rows = [
    { error: "away", errorAt: at(7) },
    none,
    { error: "full", errorAt: at(1) },
    { error: "away", errorAt: at(3) },
  ];
  expect(newestProblem(rows)).toEqual({ error: "away", errorAt: at(3) });
  expect(newestProblem([...rows, { error: "full", errorAt: at(9) }])).toEqual({ error: "full", errorAt: at(1) });
});
