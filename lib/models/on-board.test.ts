import { expect, test } from "vitest";
import { firstOnBoard, onBoardMark } from "./on-board.ts";
import { builtInModel } from "./prices.ts";

test("the models that come with Patchbay are marked, connected ones are not", () => {
  expect(onBoardMark(builtInModel.language)?.title).toBe("Small test model");
  expect(onBoardMark(builtInModel.extractive)?.title).toMatch(/Quotes only/);
  for (const model of ["gpt-4o-mini", "", "toString", null]) expect(onBoardMark(model)).toBe(undefined);
});

test("a run is marked when one of its steps is", () => {
  const steps = [{ model: null }, { model: "gpt-4o-mini" }, { model: builtInModel.language }];
  expect(firstOnBoard(steps)).toBe(builtInModel.language);
  expect(firstOnBoard(steps.slice(0, 2))).toBe(null);
});
