import { expect, test } from "vitest";
import { StepView } from "./run-views.ts";

const step = {
  ...{ nodeId: "n", iteration: "", status: "succeeded", attempt: 1, error: null, startedAt: null, finishedAt: null },
  ...{ durationMs: 1, tokensIn: null, tokensOut: null, tokensCached: null, costUsd: null, tokensPriced: null },
  ...{ model: null, outcome: null, reusedFrom: null, waitUntil: null },
};

test("what a run has written is not looked through again when it is read", () => {
  const untouched = {
    get deep(): never {
      throw new Error("read");
    },
  };
  const { output } = StepView.parse({ ...step, input: null, output: { value: untouched } });
  expect(output?.value).toBe(untouched);
  expect(() => StepView.parse({ ...step, input: null, output: [] })).toThrow("Invalid input");
});
