import { expect, test } from "vitest";
import { connect } from "../../../lib/edit/edges.ts";
import { removeNodes, rename } from "../../../lib/edit/edit.ts";
import { build, catalogue, edge } from "../../../tests/helpers/graph-edits.ts";
import { drawDiff } from "./draw-diff.ts";

test("what is gone is drawn as a ghost with its edges, and everything has its mark", () => {
  const before = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a"));
  const after = rename(removeNodes(before, ["prompt1"]), "source0", "Other");
  const { graph, marks } = drawDiff(before, after);
  expect(Object.keys(graph.nodes).sort()).toEqual(["merge2", "prompt1", "source0"]);
  expect(graph.layout.positions.prompt1).toEqual(before.layout.positions.prompt1);
  expect(graph.edges.map(({ id }) => id)).toEqual([`was-${before.edges[0]!.id}`]);
  expect([...marks.nodes]).toEqual([
    ["source0", "changed"],
    ["prompt1", "removed"],
  ]);
  expect([...marks.edges.values()]).toEqual(["removed"]);
});
