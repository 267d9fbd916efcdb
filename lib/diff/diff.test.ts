import fc from "fast-check";
import { expect, test } from "vitest";
import { build, catalogue, edge, edits, isSameGraph } from "../../tests/helpers/graph-edits.ts";
import { connect } from "../edit/edges.ts";
import { moveNodes, removeNodes, rename } from "../edit/edit.ts";
import { setConfig } from "../edit/settings.ts";
import type { Graph } from "../graph/graph.ts";
import { diffGraphs, isSameLogic } from "./diff.ts";

test("a diff names what was added, removed and changed, with the settings that differ; a move stands apart", () => {
  const before = connect(build("source", "prompt", "merge"), catalogue, edge("source0", "text", "prompt1", "a"));
  const typed = setConfig(before, catalogue, { nodeId: "prompt1", setting: "template", value: "{{ a }}!" });
  const after = moveNodes(rename(removeNodes(typed, ["merge2"]), "prompt1", "Ask"), { source0: { x: 7, y: 7 } });
  const diff = diffGraphs(before, after);
  expect(diff).toMatchObject({ added: [], removed: ["merge2"], moved: ["source0"], addedEdges: [], removedEdges: [] });
  expect(diff.changed).toEqual([
    {
      id: "prompt1",
      fields: [
        { path: "config.template", before: "{{ a }} {{ b }}", after: "{{ a }}!" },
        { path: "title", before: undefined, after: "Ask" },
      ],
    },
  ]);
});

test("what a version has frozen of a body is no change", () => {
  const port = { name: "text", kind: "text" };
  const drawn = { nodes: {}, edges: [], layout: { positions: {}, groups: {}, notes: {} } };
  const withBodies = (named: object, own: object): Graph => {
    const node = (pipeline: object) => ({
      type: "map",
      version: 1,
      config: { pipeline: JSON.parse(JSON.stringify(pipeline)) },
    });
    return { ...build(), nodes: { named: node(named), own: node(own) } };
  };
  const named = { id: "p1", version: null, name: "Judge", inputs: [port], outputs: [] };
  const own = { version: null, inputs: [port], outputs: [], graph: drawn };
  const draft = withBodies(named, own);
  const version = withBodies({ ...named, name: "", inputs: [], snapshotId: "abc" }, { ...own, snapshotId: "def" });
  expect(isSameGraph(version, draft)).toBe(true);
  const edited = withBodies({ ...named, version: 3 }, { ...own, graph: { ...drawn, nodes: { a: 1 } } });
  expect(diffGraphs(version, edited).changed).toEqual([
    {
      id: "named",
      fields: [{ path: "config.pipeline", before: { id: "p1", version: null }, after: { id: "p1", version: 3 } }],
    },
    { id: "own", fields: [expect.objectContaining({ path: "config.pipeline" })] },
  ]);
});

const anyTwo = fc.tuple(fc.array(edits, { maxLength: 8 }), fc.array(edits, { maxLength: 8 }));

function play(
  graph: Graph,
  sequence: readonly (typeof edits extends fc.Arbitrary<infer E> ? E : never)[],
  tag: string,
) {
  let count = 0;
  return sequence.reduce((now, edit) => edit(now, (prefix) => `${prefix}-${tag}${count++}`), graph);
}

test("a graph does not differ from itself, and looking from the other side swaps what was added and removed", () => {
  fc.assert(
    fc.property(anyTwo, ([one, two]) => {
      const start = build("source", "prompt", "merge");
      const [a, b] = [play(start, one, "a"), play(start, two, "b")];
      expect(isSameGraph(a, structuredClone(a))).toBe(true);
      const [there, back] = [diffGraphs(a, b), diffGraphs(b, a)];
      expect(back.removed).toEqual(there.added);
      expect(back.addedEdges).toEqual(there.removedEdges);
      expect(new Set(back.moved)).toEqual(new Set(there.moved));
      expect(new Set(back.changed.map(({ id }) => id))).toEqual(new Set(there.changed.map(({ id }) => id)));
      expect(isSameLogic(back)).toBe(isSameLogic(there));
    }),
  );
});
