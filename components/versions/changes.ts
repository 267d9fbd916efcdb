/** The differences of a comparison as the rows of a list, each with its name and where it is on the canvas. */
import type { FieldChange, GraphDiff } from "../../lib/diff/diff.ts";
import type { Edge, Graph } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { isObject } from "../../lib/values/is-object.ts";
import { ghostEdge, type Mark, type Marks } from "../editor/store/draw-diff.ts";

export type Change = {
  key: string;
  mark: Mark;
  what: "node" | "edge" | "note" | "group";
  title: string;
  /** What stands behind it on the canvas; an edge has both its ends too. */
  nodes: readonly string[];
  edge?: string;
  item?: string;
  fields: readonly FieldChange[];
};

type Looked = { graph: Graph; diff: GraphDiff; marks: Marks; catalogue: Catalogue };

export function listChanges({ graph, diff, marks, catalogue }: Looked, showsMoves: boolean): Change[] {
  const name = (id: string) => titleOf(graph, catalogue, id);
  const node = (id: string, mark: Mark, fields: readonly FieldChange[] = []): Change => ({
    key: `node/${id}`,
    ...{ mark, what: "node", title: name(id), nodes: [id], fields },
  });
  const edgeChange = (edge: Edge, mark: Mark): Change => ({
    key: `edge/${mark}/${edge.id}`,
    ...{ mark, what: "edge", title: `${name(edge.from.node)} → ${name(edge.to.node)}` },
    ...{ nodes: [edge.from.node, edge.to.node], edge: edge.id, fields: [] },
  });
  const item = (id: string, what: "note" | "group"): Change => ({
    key: `${what}/${id}`,
    mark: marks[what === "note" ? "notes" : "groups"].get(id) ?? "changed",
    ...{ what, item: id, nodes: [], fields: [] },
    title: what === "note" ? firstLine(graph.layout.notes[id]?.text) : graph.layout.groups[id]?.title || "Group",
  });
  const isChanged = new Set(diff.changed.map(({ id }) => id));
  return [
    ...diff.changed.map(({ id, fields }) => node(id, "changed", fields)),
    ...diff.added.map((id) => node(id, "added")),
    ...diff.removed.map((id) => node(id, "removed")),
    ...diff.addedEdges.map((edge) => edgeChange(edge, "added")),
    ...diff.removedEdges.map((edge) => edgeChange(ghostEdge(edge), "removed")),
    ...diff.notes.map((id) => item(id, "note")),
    ...diff.groups.map((id) => item(id, "group")),
    ...(showsMoves ? diff.moved.filter((id) => !isChanged.has(id)).map((id) => node(id, "moved")) : []),
  ];
}

/** "config.template" as the settings form calls it. */
export function fieldLabel(graph: Graph, catalogue: Catalogue, nodeId: string, path: string): string {
  const own: Readonly<Record<string, string>> = {
    type: "Type",
    title: "Title",
    disabled: "Disabled",
    retry: "Retries",
    timeout: "Time limit",
    onError: "When it fails",
  };
  if (!path.startsWith("config.")) return own[path] ?? path;
  const key = path.slice("config.".length);
  const type = Object.hasOwn(graph.nodes, nodeId) ? graph.nodes[nodeId]?.type : undefined;
  const properties = catalogue.get(type ?? "")?.config.properties;
  const schema = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isObject(schema) && typeof schema.title === "string" ? schema.title : key;
}

function firstLine(text: string | undefined): string {
  return (
    (text ?? "")
      .replace(/^[#*\s]+/, "")
      .split("\n")[0]
      ?.slice(0, 60) || "Note"
  );
}
