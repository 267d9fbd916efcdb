import { expect, test } from "vitest";
import { withoutThoughts } from "./thoughts.ts";

/** The answer and its thoughts, in pieces of three characters. */
function filtered(text: string, { isWhole = true } = {}) {
  const filter = withoutThoughts();
  const pieces = (text.match(/.{1,3}/gsu) ?? []).map((piece) => filter.push(piece));
  return [pieces.join("") + filter.end(isWhole), filter.taken()];
}

test.each([
  "[THINK]ing about it",
  "<thought> is a tag of XML.",
  "Models write <think> and never close it.",
  "```\n<think>\nx\n</think>\n```\nis how",
  "Use `<think>` to think.",
  "Write <thought>x</thought> in XML",
  "<thoughts>plural</thoughts>",
])("an ordinary answer stays whole: %j", (text) => {
  expect(filtered(text)).toEqual([text, ""]);
});

test("thoughts that were cut off are no answer, and those that end are none either", () => {
  expect(filtered("[THINK]so far", { isWhole: false })).toEqual(["", "so far"]);
  expect(filtered("<think>so far")).toEqual(["", "so far"]);
  expect(filtered("<seed:think>hm</seed:think>\nYes")).toEqual(["Yes", "hm"]);
});
