import { expect, test } from "vitest";
import { bodyAt, editAt, makeBody } from "../../../lib/edit/bodies.ts";
import { addNode, moveNodes, removeNodes } from "../../../lib/edit/edit.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { Graph as GraphSchema } from "../../../lib/graph/graph.ts";
import { mergeGraphs } from "../../../lib/merge/merge.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { graphOf } from "../../../tests/engine/fixtures.ts";
import { growFrames, openScopes, originOf, setChosenOpen, setOpen } from "./frames.ts";
import { card, frameOf, nodeSize } from "./geometry.ts";

const catalogue = makeCatalogue(nodeTypes);
const places = { each: { x: 0, y: 0 }, right: { x: 344, y: 0 }, below: { x: 0, y: 400 }, left: { x: -344, y: 0 } };

/** A Map with a body, and nodes to the right of it, below and to the left. */
function made(): Graph {
  const template = ["prompt", { template: "x" }] as const;
  const graph = graphOf({ each: ["map"], right: [...template], below: [...template], left: [...template] }, []);
  const placed = { ...graph, layout: { ...graph.layout, positions: places } };
  return makeBody(placed, catalogue, { nodeId: "each" });
}

const open = (graph: Graph, isOpen = true) => setOpen(graph, catalogue, { nodeId: "each", isOpen });

test("an expanded body makes space to the right and below, and gives it back", () => {
  const before = made();
  const [small, large] = [nodeSize(before, catalogue, "each"), nodeSize(open(before), catalogue, "each")];
  expect(large.width).toBeGreaterThan(640 + card.width);
  const { positions } = open(before).layout;
  expect(positions.right).toEqual({ x: 344 + large.width - small.width, y: 0 });
  expect(positions.below).toEqual({ x: 0, y: 400 + large.height - small.height });
  expect(positions.left).toEqual(places.left);
  expect(positions.each).toEqual(places.each);
  expect(open(open(before), false)).toEqual(before);
  expect(GraphSchema.parse(open(before))).toEqual(open(before));
});

test("the pipeline that a node runs has a frame too while it is open, and nothing in it is edited here", () => {
  const other = makeBody(made(), catalogue, { nodeId: "each" });
  const body = bodyAt(other, catalogue, "each");
  const pipeline = { id: "other", version: null, name: "Other", inputs: [], outputs: [] };
  const before: Graph = {
    ...other,
    nodes: { ...other.nodes, each: { type: "map", version: 1, config: { pipeline } } },
  };
  const [small, { height: closed }] = [before, nodeSize(before, catalogue, "each")];
  const after = setChosenOpen(small, catalogue, { nodeId: "each", body });
  const { width, height } = nodeSize(after, catalogue, "each");
  expect(width).toBe(2 * card.side + (frameOf(after, "each")?.width ?? 0));
  expect(after.layout.positions.below).toEqual({ x: 0, y: 400 + height - closed });
  expect(openScopes(after, catalogue)).toEqual([["each"]]);
  expect(bodyAt(after, catalogue, "each")).toBeUndefined();
  expect(originOf(after, catalogue, ["each"])).toBeUndefined();
  expect(setChosenOpen(after, catalogue, { nodeId: "each", body: undefined })).toEqual(before);
  expect(setChosenOpen(made(), catalogue, { nodeId: "each", body })).toEqual(made());
});

test("a body that grows takes more space, from the innermost outwards", () => {
  const before = open(made());
  const scope = ["each"];
  const after = editAt(before, { catalogue, scope }, (body) => moveNodes(body, { out: { x: 1040, y: 0 } }));
  const grown = growFrames(before, after, { catalogue, scope });
  expect(nodeSize(grown, catalogue, "each").width - nodeSize(before, catalogue, "each").width).toBe(400);
  expect((grown.layout.positions.right?.x ?? 0) - (before.layout.positions.right?.x ?? 0)).toBe(400);
  expect(growFrames(before, before, { catalogue, scope })).toBe(before);
});

test("the place of a body inside a body is known on the canvas while both are open", () => {
  const outer = open(made());
  const loop = { type: "loop", version: 1, config: {} };
  const two = editAt(outer, { catalogue, scope: ["each"] }, (body) => {
    const added = addNode(body, { id: "again", node: loop, position: { x: 320, y: 0 } });
    return setOpen(makeBody(added, catalogue, { nodeId: "again" }), catalogue, { nodeId: "again", isOpen: true });
  });
  const origin = originOf(two, catalogue, ["each"]);
  const frame = frameOf(two, "each");
  expect(origin?.x).toBe(card.side - (frame?.x ?? 0));
  expect(originOf(two, catalogue, ["each", "again"])?.x).toBeGreaterThan(320 + (origin?.x ?? 0));
  expect(openScopes(two, catalogue)).toEqual([["each"], ["each", "again"]]);
  expect(originOf(made(), catalogue, ["each"])).toBeUndefined();
});

test("a deleted node takes its frame along, and merging keeps what either side has opened", () => {
  const base = made();
  expect(removeNodes(open(base), ["each"]).layout.frames).toEqual({});
  const choose = { choose: () => "mine" as const, takesMany: () => false };
  const mine = moveNodes(base, { left: { x: -400, y: 0 } });
  expect(frameOf(mergeGraphs({ base, mine, theirs: open(base) }, choose).graph, "each")).toEqual(
    frameOf(open(base), "each"),
  );
  expect(mergeGraphs({ base: open(base), mine: open(base), theirs: base }, choose).graph.layout.frames).toBeUndefined();
  expect(bodyAt(open(base), catalogue, "each")).toEqual(bodyAt(base, catalogue, "each"));
});
