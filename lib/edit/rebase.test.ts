import fc from "fast-check";
import { expect, test } from "vitest";
import { build, catalogue, type Edit, edits, isSameGraph } from "../../tests/helpers/graph-edits.ts";
import { reuseUnchanged } from "../diff/structural-sharing.ts";
import { Graph } from "../graph/graph.ts";
import { mergeGraphs } from "../merge/merge.ts";
import { portsAt } from "./edges.ts";
import { rename } from "./edit.ts";
import { apply, type History, openHistory, undo } from "./history.ts";
import { rebase } from "./rebase.ts";

const start = build("source", "prompt", "merge");

function incoming(base: Graph, theirs: Graph) {
  return (mine: Graph) =>
    mergeGraphs(
      { base, mine, theirs },
      {
        choose: () => "mine",
        takesMany: (graph, { node, port }) => portsAt(graph, catalogue, node).inputs[port]?.multiple ?? false,
      },
    ).graph;
}

test("undo after someone else's change takes back one's own step and leaves theirs", () => {
  const mine = apply(openHistory(start), rename(start, "prompt1", "Mine"), { label: "Rename", now: 0 });
  const theirs = rename(start, "source0", "Theirs");
  const rebased = rebase(mine, incoming(start, theirs));
  expect(rebased.graph.nodes).toMatchObject({ prompt1: { title: "Mine" }, source0: { title: "Theirs" } });
  expect(undo(rebased).graph).toBe(theirs);
});

test("whatever was done here and there, undoing everything gives the graph of the other, of the schema", () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 8 }), fc.array(edits, { maxLength: 8 }), (one, two) => {
      // One edit may ask for more than one id.
      let ids = 0;
      const newId = (side: string) => (prefix: string) => `${prefix}-${side}${ids++}`;
      const history = one.reduce(
        (now: History, edit: Edit, index) => apply(now, edit(now.graph, newId("m")), { label: "Edit", now: index }),
        openHistory(start),
      );
      const theirs = two.reduce((graph, edit) => edit(graph, newId("t")), start);
      let rebased = rebase(history, incoming(start, theirs));
      expect(rebased.past).toHaveLength(history.past.length);
      while (rebased.past.length > 0) {
        expect(Graph.safeParse(rebased.graph).success).toBe(true);
        rebased = undo(rebased);
      }
      expect(isSameGraph(rebased.graph, theirs)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a graph read anew is made of the objects that are already there", () => {
  const fresh = structuredClone(start);
  expect(reuseUnchanged(start, fresh)).toBe(start);
  const changed = reuseUnchanged(start, rename(fresh, "source0", "Other"));
  expect(changed.nodes.prompt1).toBe(start.nodes.prompt1);
  expect(changed.edges).toBe(start.edges);
  expect(changed.nodes.source0?.title).toBe("Other");
});
