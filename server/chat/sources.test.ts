import { expect, test } from "vitest";
import { sourcesIn } from "./sources.ts";

const passage = (text: string, score?: number) => ({ text, metadata: {}, ...(score === undefined ? {} : { score }) });
const texts = (...lists: Parameters<typeof sourcesIn>[0][number][]) => sourcesIn(lists).map(({ text }) => text);

test("passages are told once, in the order in which they were found; what has no score is none", () => {
  expect(
    texts([passage("a", 0.9), passage("b", 0.5), passage("whole file")], [passage("c", 0.8), passage("a", 0.7)]),
  ).toEqual(["a", "b", "c"]);
  expect(texts("nothing", { documents: 1 }, [7])).toEqual([]);
});

test("what is ordered anew after it was found has the order that the model was given", () => {
  expect(
    texts([passage("a", 0.9), passage("b", 0.8), passage("c", 0.7)], [passage("c", 0.99), passage("a", 0.6)]),
  ).toEqual(["c", "a", "b"]);
});
