import { expect, test } from "vitest";
import { build, catalogue } from "../../../tests/helpers/graph-edits.ts";
import { titlesIn } from "../../graph/node-titles.ts";
import { rename } from "../edit.ts";
import { isGivenTitle, numberTitles } from "./number-titles.ts";

const titles = (graph: ReturnType<typeof build>) => [...titlesIn(graph, catalogue).values()];
const promptTitle = catalogue.get("prompt")!.title;

test("of nodes of one type the first has no number, and those that come get the next one", () => {
  const one = build("prompt");
  expect(numberTitles(one, catalogue, ["prompt0"])).toBe(one);
  const three = numberTitles(build("prompt", "prompt", "prompt"), catalogue, ["prompt1", "prompt2"]);
  expect(titles(three)).toEqual([promptTitle, `${promptTitle} 2`, `${promptTitle} 3`]);
  expect(three.nodes.prompt0?.title).toBeUndefined();
});

test("a copy of a node with a title of its own is numbered too", () => {
  const graph = rename(rename(build("prompt", "prompt", "merge"), "prompt0", "Draft 2"), "prompt1", "Draft 2");
  expect(titles(numberTitles(graph, catalogue, ["prompt1"])).slice(0, 2)).toEqual(["Draft 2", "Draft 3"]);
});

test("a title that was given by itself is told from one that a person chose", () => {
  expect(isGivenTitle("Prompt", "Prompt")).toBe(true);
  expect(isGivenTitle("Prompt 12", "Prompt")).toBe(true);
  expect(isGivenTitle("Prompt for mail", "Prompt")).toBe(false);
  expect(isGivenTitle("Promptly", "Prompt")).toBe(false);
});

test("nodes that came without titles, by the API say, are told apart by numbers that others do not have", () => {
  const graph = rename(build("prompt", "prompt", "prompt", "merge"), "prompt0", `${promptTitle} 2`);
  expect(titles(graph).slice(0, 3)).toEqual([`${promptTitle} 2`, promptTitle, `${promptTitle} 3`]);
  expect(titlesIn(graph, catalogue)).toBe(titlesIn({ nodes: graph.nodes }, catalogue));
});
