/** A small catalogue, graphs of it, and every edit there is by chance: for tests of what must hold for any graph. */
import fc from "fast-check";
import { z } from "zod";
import { diffGraphs } from "../../lib/diff/diff.ts";
import { type Axis, align, distribute, lines } from "../../lib/edit/arrange/arrange.ts";
import { copy, paste } from "../../lib/edit/clip/clip.ts";
import { connect, disconnect, insertOnEdge, portsAt } from "../../lib/edit/edges.ts";
import { addNode, freshNode, removeNodes, rename, toggleDisabled } from "../../lib/edit/edit.ts";
import { findText, replaceMatches } from "../../lib/edit/find.ts";
import { addGroup, addNote, patchGroup, patchNote, removeGroups, removeNotes } from "../../lib/edit/notes.ts";
import { pin, unpin } from "../../lib/edit/pins.ts";
import { replaceType } from "../../lib/edit/replace-type.ts";
import { setConfig } from "../../lib/edit/settings.ts";
import { emptyGraph, type Graph } from "../../lib/graph/graph.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { defineNode, port } from "../../nodes/define.ts";

export const catalogue = makeCatalogue([
  defineNode({
    type: "source",
    version: 1,
    title: "Source",
    summary: "",
    category: "input",
    effect: "pure",
    icon: "box",
    config: z.object({}),
    inputs: {},
    outputs: { text: port("text"), number: port("number"), docs: port("documents") },
    build: () => () => ({}),
  }),
  defineNode({
    type: "prompt",
    version: 1,
    title: "Prompt",
    summary: "",
    category: "prompt",
    effect: "pure",
    icon: "box",
    config: z.object({ template: z.string().default("{{ a }} {{ b }}") }),
    inputs: {},
    outputs: { prompt: port("text") },
    derived: [{ from: "template", side: "inputs", setting: "template", kind: "text" }],
    build: () => () => ({}),
  }),
  defineNode({
    type: "merge",
    version: 1,
    title: "Merge",
    summary: "",
    category: "logic",
    effect: "pure",
    icon: "box",
    config: z.object({}),
    inputs: { all: port("any", { multiple: true }), file: port("file", { optional: true }) },
    outputs: { all: port("any") },
    build: () => () => ({}),
  }),
]);

export function build(...types: string[]): Graph {
  return types.reduce((graph, type, index) => {
    const node = freshNode(catalogue.get(type)!);
    return addNode(graph, { id: `${type}${index}`, node, position: { x: index * 300, y: 0 } });
  }, emptyGraph);
}

export const edge = (fromNode: string, fromPort: string, toNode: string, toPort: string) => ({
  id: `${fromNode}-${fromPort}-${toNode}-${toPort}`,
  from: { node: fromNode, port: fromPort },
  to: { node: toNode, port: toPort },
});

const sizeOf = () => ({ width: 248, height: 100 });
export type Edit = (graph: Graph, newId: (prefix: string) => string) => Graph;
const pick = (ids: string[], index: number) => ids[index % Math.max(1, ids.length)] ?? "none";
const natural = fc.nat({ max: 20 });
export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.constantFrom("source", "prompt", "merge"), fc.integer({ min: -5000, max: 5000 })).map(
    ([type, x]): Edit =>
      (graph, newId) =>
        addNode(graph, { id: newId(type), node: freshNode(catalogue.get(type)!), position: { x, y: x / 3 } }),
  ),
  fc.tuple(natural, natural, natural, natural).map(
    ([a, b, c, d]): Edit =>
      (graph, newId) => {
        const [from, to] = [pick(Object.keys(graph.nodes), a), pick(Object.keys(graph.nodes), b)];
        const output = pick(Object.keys(portsAt(graph, catalogue, from).outputs), c);
        const input = pick(Object.keys(portsAt(graph, catalogue, to).inputs), d);
        return connect(graph, catalogue, {
          id: newId("e"),
          from: { node: from, port: output },
          to: { node: to, port: input },
        });
      },
  ),
  natural.map(
    (a): Edit =>
      (graph) =>
        removeNodes(graph, [pick(Object.keys(graph.nodes), a)]),
  ),
  natural.map(
    (a): Edit =>
      (graph) =>
        disconnect(graph, [
          pick(
            graph.edges.map(({ id }) => id),
            a,
          ),
        ]),
  ),
  natural.map(
    (a): Edit =>
      (graph) =>
        toggleDisabled(graph, [pick(Object.keys(graph.nodes), a)]),
  ),
  fc.tuple(natural, fc.string({ maxLength: 200 })).map(
    ([a, title]): Edit =>
      (graph) =>
        rename(graph, pick(Object.keys(graph.nodes), a), title),
  ),
  fc.tuple(natural, fc.constantFrom("{{ a }}", "{{ c }} {{ b }}", "")).map(
    ([a, value]): Edit =>
      (graph) =>
        setConfig(graph, catalogue, { nodeId: pick(Object.keys(graph.nodes), a), setting: "template", value }),
  ),
  fc.tuple(natural, natural).map(
    ([a, b]): Edit =>
      (graph, newId) =>
        insertOnEdge(graph, catalogue, {
          edgeId: pick(
            graph.edges.map(({ id }) => id),
            a,
          ),
          nodeId: pick(Object.keys(graph.nodes), b),
          newId,
        }),
  ),
  fc.constant<Edit>(
    (graph, newId) =>
      paste(
        graph,
        copy(graph, { nodes: Object.keys(graph.nodes).slice(0, 3), notes: Object.keys(graph.layout.notes) }),
        { newId, offset: { x: 20, y: 20 } },
      ).graph,
  ),
  fc.constant<Edit>((graph, newId) =>
    addNote(graph, newId("note"), { x: 0.4, y: 1, width: 320, height: 160, text: "hi" }),
  ),
  fc.tuple(natural, fc.integer({ min: -100, max: 9000 })).map(
    ([a, width]): Edit =>
      (graph) =>
        patchNote(graph, pick(Object.keys(graph.layout.notes), a), { width }),
  ),
  natural.map(
    (a): Edit =>
      (graph) =>
        removeNotes(graph, [pick(Object.keys(graph.layout.notes), a)]),
  ),
  fc.constant<Edit>((graph, newId) =>
    addGroup(graph, newId("group"), { title: "", nodes: Object.keys(graph.nodes).slice(1, 4) }),
  ),
  fc.tuple(natural, fc.boolean()).map(
    ([a, collapsed]): Edit =>
      (graph) =>
        patchGroup(graph, pick(Object.keys(graph.layout.groups), a), { collapsed, title: "g" }),
  ),
  fc.tuple(natural, fc.constantFrom("source", "prompt", "merge")).map(
    ([a, type]): Edit =>
      (graph) =>
        replaceType(graph, catalogue, pick(Object.keys(graph.nodes), a), catalogue.get(type)!),
  ),
  fc.tuple(natural, fc.boolean()).map(
    ([a, isPinned]): Edit =>
      (graph) => {
        const id = pick(Object.keys(graph.nodes), a);
        return isPinned ? pin(graph, id, { text: "kept" }) : unpin(graph, [id]);
      },
  ),
  fc.constantFrom(...lines).map(
    (line): Edit =>
      (graph) =>
        align(graph, Object.keys(graph.nodes), { line, sizeOf }),
  ),
  fc.constantFrom<Axis>("x", "y").map(
    (axis): Edit =>
      (graph) =>
        distribute(graph, Object.keys(graph.nodes), { axis, sizeOf }),
  ),
  fc.tuple(fc.constantFrom("a", "b", "hi", "{{"), fc.string({ maxLength: 5 })).map(
    ([text, by]): Edit =>
      (graph) => {
        const query = { text, isCaseSensitive: false };
        return replaceMatches(graph, catalogue, { matches: findText(graph, catalogue, query), query, by });
      },
  ),
  natural.map(
    (a): Edit =>
      (graph) =>
        removeGroups(graph, [pick(Object.keys(graph.layout.groups), a)]),
  ),
);

/** Whether nothing differs, the drawing included. */
export function isSameGraph(one: Graph, other: Graph): boolean {
  return Object.values(diffGraphs(one, other)).every((list) => list.length === 0);
}
