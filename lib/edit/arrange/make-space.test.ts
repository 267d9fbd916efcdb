import { expect, test } from "vitest";
import { build, catalogue, edge } from "../../../tests/helpers/graph-edits.ts";
import type { Graph } from "../../graph/graph.ts";
import { connect } from "../edges.ts";
import { moveNodes } from "../edit.ts";
import { makeSpace } from "./make-space.ts";

const sizes = { width: 200, gap: 50 };
const between = { from: "source0", to: "merge2", ...sizes };

/** source0 → merge2 → prompt3, with prompt1 to be put between the first two, at these positions from left to right. */
function row(positions: Record<string, number>): Graph {
  const graph = connect(
    build("source", "prompt", "merge", "prompt"),
    catalogue,
    edge("source0", "text", "merge2", "all"),
  );
  const connected = connect(graph, catalogue, edge("merge2", "all", "prompt3", "a"));
  return moveNodes(connected, Object.fromEntries(Object.entries(positions).map(([id, x]) => [id, { x, y: 0 }])));
}

const positionsOf = ({ layout }: Graph) =>
  Object.fromEntries(Object.entries(layout.positions).map(([id, { x }]) => [id, x]));

test("what lies in the way of an inserted node moves on with everything behind it", () => {
  const graph = row({ source0: 0, prompt1: 125, merge2: 300, prompt3: 600 });
  expect(positionsOf(makeSpace(graph, "prompt1", between))).toEqual({
    source0: 0,
    prompt1: 250,
    merge2: 500,
    prompt3: 800,
  });
});

test("where there is enough space nothing moves", () => {
  const graph = row({ source0: 0, prompt1: 300, merge2: 700, prompt3: 1000 });
  expect(makeSpace(graph, "prompt1", between)).toBe(graph);
});

test("what has been put to the left of the gap stays, and so does everything when the edge runs backwards", () => {
  const graph = row({ source0: 0, prompt1: 125, merge2: 300, prompt3: -400 });
  expect(positionsOf(makeSpace(graph, "prompt1", between))).toMatchObject({ merge2: 500, prompt3: -400 });
  const back = row({ source0: 500, prompt1: 300, merge2: 0, prompt3: 900 });
  expect(makeSpace(back, "prompt1", between)).toBe(back);
});
