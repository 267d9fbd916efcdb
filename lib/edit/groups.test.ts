import { expect, test } from "vitest";
import { build, catalogue, edge } from "../../tests/helpers/graph-edits.ts";
import { connect } from "./edges.ts";
import { bordersOf, foldedNodes, groupOf, isFoldedAway, joinGroup, leaveGroups } from "./groups.ts";
import { addGroup, patchGroup } from "./notes.ts";

const connected = connect(
  connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a")),
  catalogue,
  edge("prompt1", "prompt", "merge2", "all"),
);
const grouped = addGroup(connected, "g", { title: "", nodes: ["prompt1", "merge2"] });

test("a collapsed group hides the edges inside it and gathers those across its border", () => {
  const graph = patchGroup(grouped, "g", { collapsed: true });
  const folded = foldedNodes(graph);
  expect([...folded]).toEqual([
    ["prompt1", "g"],
    ["merge2", "g"],
  ]);
  expect(graph.edges.map((edge) => isFoldedAway(edge, folded))).toEqual([false, true]);
  expect(bordersOf(graph, folded).get("g")).toEqual({ inputs: [{ node: "prompt1", port: "a" }], outputs: [] });
  expect(foldedNodes(grouped).size).toBe(0);
});

test("a node joins a group and leaves the one it was in; an empty group goes", () => {
  const two = addGroup(grouped, "h", { title: "", nodes: ["source0"] });
  const joined = joinGroup(two, "g", ["source0"]);
  expect(groupOf(joined, "source0")).toBe("g");
  expect(Object.keys(joined.layout.groups)).toEqual(["g"]);
  expect(joinGroup(joined, "g", ["source0"])).toBe(joined);
  expect(joinGroup(joined, "none", ["source0"])).toBe(joined);
  expect(groupOf(leaveGroups(joined, ["source0"]), "source0")).toBeUndefined();
  expect(leaveGroups(connected, ["source0"])).toBe(connected);
});
