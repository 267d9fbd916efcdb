import { expect, test } from "vitest";
import { valueForVisitor } from "./hide-errors.ts";

const hidden = { code: "run_failed", message: expect.stringContaining("run-1") };

test.each([
  ["an error port's value", { code: "node_failed", message: "host db-7" }, hidden],
  [
    "the errors of a map",
    { errors: [{ index: 3, code: "timeout", message: "host db-7" }], results: [1] },
    { errors: [{ index: 3, ...hidden }], results: [1] },
  ],
  [
    "the preview of a large value with errors",
    { $blob: "b", bytes: 70_000, preview: '[{"index":0,"code":"timeout","message":"host db-7"' },
    { $blob: "b", bytes: 70_000, preview: "" },
  ],
  [
    "another large value",
    { $blob: "b", bytes: 70_000, preview: "[1,2" },
    { $blob: "b", bytes: 70_000, preview: "[1,2" },
  ],
  ["data that has a code", { code: "SE-1", message: "hello" }, { code: "SE-1", message: "hello" }],
  ["data with more", { code: "timeout", message: "a", at: 1 }, { code: "timeout", message: "a", at: 1 }],
  ["texts and large numbers", ["timeout", 2n ** 70n, null], ["timeout", 2n ** 70n, null]],
])("%s, as a visitor reads it", (_, value, told) => {
  expect(valueForVisitor("run-1", value)).toEqual(told);
});

test("what a budget says to strangers stays", () => {
  const over = { code: "over_budget", message: "A budget left no room." };
  expect(valueForVisitor("run-1", over)).toEqual(over);
});
