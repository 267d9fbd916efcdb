import fc from "fast-check";
import { expect, test } from "vitest";
import { build, catalogue, type Edit, edge, edits, isSameGraph } from "../../tests/helpers/graph-edits.ts";
import { diffGraphs, edgeKey } from "../diff/diff.ts";
import { connect, portsAt } from "../edit/edges.ts";
import { moveNodes, removeNodes, rename, toggleDisabled } from "../edit/edit.ts";
import { addNote, patchNote, removeNotes } from "../edit/notes.ts";
import { setConfig } from "../edit/settings.ts";
import { type Endpoint, Graph } from "../graph/graph.ts";
import { clashKey, type Preferred } from "./clash.ts";
import { type Merged, mergeGraphs } from "./merge.ts";
import type { Sides } from "./sides.ts";

const takesMany = (graph: Graph, { node, port }: Endpoint) =>
  portsAt(graph, catalogue, node).inputs[port]?.multiple ?? false;
const merge = (sides: Sides, prefer: Preferred = "mine"): Merged =>
  mergeGraphs(sides, { choose: () => prefer, takesMany });

const base = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a"));

test("edits of different things merge by themselves, even in one node", () => {
  const mine = rename(base, "prompt1", "Mine");
  const template = setConfig(base, catalogue, { nodeId: "prompt1", setting: "template", value: "{{ a }}" });
  const theirs = connect(
    moveNodes(template, { source0: { x: 9, y: 9 } }),
    catalogue,
    edge("prompt1", "prompt", "merge2", "all"),
  );
  const { graph, clashes } = merge({ base, mine, theirs });
  expect(clashes).toEqual([]);
  expect(graph.nodes.prompt1).toMatchObject({ title: "Mine", config: { template: "{{ a }}" } });
  expect(graph.edges).toHaveLength(2);
  expect(graph.layout.positions.source0).toEqual({ x: 9, y: 9 });
});

test("the same setting changed to something different is a clash, and each side can be had", () => {
  const mine = rename(base, "prompt1", "Mine");
  const theirs = rename(base, "prompt1", "Theirs");
  expect(merge({ base, mine, theirs }).clashes).toEqual([{ kind: "field", nodeId: "prompt1", path: "title" }]);
  expect(merge({ base, mine, theirs }).graph.nodes.prompt1?.title).toBe("Mine");
  expect(merge({ base, mine, theirs }, "theirs").graph.nodes.prompt1?.title).toBe("Theirs");
});

test("deleting what the other side changed or connected is a clash; deleting what it left alone is none", () => {
  const mine = removeNodes(base, ["merge2"]);
  expect(merge({ base, mine, theirs: rename(base, "source0", "S") }).clashes).toEqual([]);
  const connected = connect(base, catalogue, edge("prompt1", "prompt", "merge2", "all"));
  expect(merge({ base, mine, theirs: connected }).clashes).toEqual([{ kind: "deleted", nodeId: "merge2", by: "mine" }]);
  expect(merge({ base, mine, theirs: connected }, "theirs").graph.edges).toHaveLength(2);
});

test("a node that stays keeps the edges that went with it on the other side", () => {
  const mine = removeNodes(base, ["prompt1"]);
  const theirs = rename(base, "prompt1", "Theirs");
  expect(merge({ base, mine, theirs }, "theirs").graph).toEqual(theirs);
  expect(merge({ base, mine, theirs }, "mine").graph).toEqual(mine);
});

test("each clash is decided for itself", () => {
  const both = (graph: Graph, word: string) => rename(rename(graph, "prompt1", word), "source0", word);
  const [mine, theirs] = [both(base, "Mine"), both(base, "Theirs")];
  const choices = new Map<string, Preferred>([["field/source0/title", "theirs"]]);
  const { graph, clashes } = mergeGraphs(
    { base, mine, theirs },
    { takesMany, choose: (clash) => choices.get(clashKey(clash)) ?? "mine" },
  );
  expect(clashes.map(clashKey)).toEqual(["field/source0/title", "field/prompt1/title"]);
  expect([graph.nodes.prompt1?.title, graph.nodes.source0?.title]).toEqual(["Mine", "Theirs"]);
});

test("a note that both rewrote is a clash; a note that one wrote and the other moved is none", () => {
  const note = { x: 0, y: 0, width: 320, height: 160, text: "" };
  const start = addNote(base, "n", note);
  const written = patchNote(start, "n", { text: "Written" });
  const moved = patchNote(start, "n", { x: 500 });
  expect(merge({ base: start, mine: moved, theirs: written })).toMatchObject({
    clashes: [],
    graph: { layout: { notes: { n: { x: 500, text: "Written" } } } },
  });
  const other = patchNote(start, "n", { text: "Other" });
  expect(merge({ base: start, mine: other, theirs: written }).clashes).toEqual([{ kind: "note", noteId: "n" }]);
  expect(merge({ base: start, mine: removeNotes(start, ["n"]), theirs: written }).clashes).toHaveLength(1);
  expect(merge({ base: start, mine: removeNotes(start, ["n"]), theirs: moved }).graph.layout.notes).toEqual({});
});

test("two edges into an input for one are a clash, into an input for many they are not", () => {
  const two = build("source", "source", "prompt", "merge");
  const into = (from: string, to: string, port: string) => connect(two, catalogue, edge(from, "text", to, port));
  const sides = { base: two, mine: into("source0", "prompt2", "a"), theirs: into("source1", "prompt2", "a") };
  expect(merge(sides).clashes).toEqual([{ kind: "input", nodeId: "prompt2", port: "a" }]);
  expect(merge(sides).graph.edges.map(({ from }) => from.node)).toEqual(["source0"]);
  const many = { base: two, mine: into("source0", "merge3", "all"), theirs: into("source1", "merge3", "all") };
  expect(merge(many).clashes).toEqual([]);
  expect(merge(many).graph.edges).toHaveLength(2);
});

test("edges that make a cycle only together are a clash", () => {
  const two = build("prompt", "prompt");
  const mine = connect(two, catalogue, edge("prompt0", "prompt", "prompt1", "a"));
  const theirs = connect(two, catalogue, edge("prompt1", "prompt", "prompt0", "a"));
  expect(merge({ base: two, mine, theirs }).clashes).toEqual([{ kind: "cycle", nodeId: "prompt0" }]);
  expect(merge({ base: two, mine: rename(mine, "prompt0", "Kept"), theirs }, "theirs").graph).toMatchObject({
    nodes: { prompt0: { title: "Kept" } },
    edges: [{ from: { node: "prompt1" } }],
  });
});

const sequences = fc.array(edits, { maxLength: 10 });

function play(graph: Graph, sequence: readonly Edit[], tag: string): Graph {
  let count = 0;
  return sequence.reduce((now, edit) => edit(now, (prefix) => `${prefix}-${tag}${count++}`), graph);
}

test("one side alone merges to itself, and two equal sides to what they are", () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      const changed = play(base, sequence, "m");
      for (const sides of [
        { base, mine: changed, theirs: base },
        { base, mine: base, theirs: changed },
        { base, mine: changed, theirs: changed },
      ]) {
        const { graph, clashes } = merge(sides);
        expect(clashes).toEqual([]);
        expect(isSameGraph(graph, changed)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test("any two sides merge to a graph of the schema; without a clash it does not matter which is mine", () => {
  fc.assert(
    fc.property(sequences, sequences, (one, two) => {
      const [mine, theirs] = [play(base, one, "m"), play(base, two, "t")];
      const merged = merge({ base, mine, theirs });
      expect(Graph.safeParse(merged.graph).success).toBe(true);
      if (merged.clashes.length > 0) return;
      const other = merge({ base, mine: theirs, theirs: mine });
      const { added, removed, changed, addedEdges, removedEdges } = diffGraphs(merged.graph, other.graph);
      expect([added, removed, changed, addedEdges, removedEdges].flat()).toEqual([]);
      expect(other.clashes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("without a clash no added node, edge or changed setting of either side is lost", () => {
  fc.assert(
    fc.property(sequences, sequences, (one, two) => {
      const [mine, theirs] = [play(base, one, "m"), play(base, two, "t")];
      const { graph, clashes } = merge({ base, mine, theirs });
      if (clashes.length > 0) return;
      for (const side of [mine, theirs]) {
        const diff = diffGraphs(base, side);
        for (const id of diff.added) expect(graph.nodes[id]).toEqual(side.nodes[id]);
        const there = new Set(graph.edges.map(edgeKey));
        for (const edge of diff.addedEdges) expect(there).toContain(edgeKey(edge));
        for (const { id, fields } of diff.changed) {
          const left = diffGraphs(side, graph).changed.find((change) => change.id === id)?.fields ?? [];
          expect(left.map(({ path }) => path)).not.toEqual(expect.arrayContaining(fields.map(({ path }) => path)));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("switching a node off on one side and typing on the other keeps both", () => {
  const mine = toggleDisabled(base, ["prompt1"]);
  const theirs = setConfig(base, catalogue, { nodeId: "prompt1", setting: "template", value: "{{ a }} {{ c }}" });
  expect(merge({ base, mine, theirs }).graph.nodes.prompt1).toMatchObject({
    disabled: true,
    config: { template: "{{ a }} {{ c }}" },
  });
});
