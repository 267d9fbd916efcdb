/**
 * What differs between two graphs, told apart by meaning: what a pipeline does (nodes, settings, edges), and where
 * things are drawn (moves, notes, groups).
 */
import { type Edge, type Graph, type Node, nodeAt } from "../graph/graph.ts";
import type { Json } from "../values/json.ts";

/** `path` is "title", "disabled", …, or "config.template". A value that is not there is undefined. */
export type FieldChange = { path: string; before: Json | undefined; after: Json | undefined };

type NodeChange = { id: string; fields: readonly FieldChange[] };

export type GraphDiff = {
  added: readonly string[];
  removed: readonly string[];
  changed: readonly NodeChange[];
  /** Nodes at another place; what they do is the same. */
  moved: readonly string[];
  addedEdges: readonly Edge[];
  removedEdges: readonly Edge[];
  /** Notes and groups, by id, that were added, removed or changed. */
  notes: readonly string[];
  groups: readonly string[];
};

export function diffGraphs(before: Graph, after: Graph): GraphDiff {
  const olds = Object.keys(before.nodes);
  const afterIds = Object.keys(after.nodes);
  const both = afterIds.filter((id) => nodeAt(before, id));
  const changed = both.flatMap((id) => {
    const fields = changedFields(before, after, id);
    return fields.length === 0 ? [] : [{ id, fields }];
  });
  return {
    added: afterIds.filter((id) => !nodeAt(before, id)),
    removed: olds.filter((id) => !nodeAt(after, id)),
    changed,
    moved: both.filter((id) => !isSame(before.layout.positions[id], after.layout.positions[id])),
    addedEdges: edgesBeyond(after, before),
    removedEdges: edgesBeyond(before, after),
    notes: changedKeys(before.layout.notes, after.layout.notes),
    groups: changedKeys(before.layout.groups, after.layout.groups),
  };
}

/** Whether both do the same: they differ in their drawing alone. */
export function isSameLogic({ added, removed, changed, addedEdges, removedEdges }: GraphDiff): boolean {
  return [added, removed, changed, addedEdges, removedEdges].every((list) => list.length === 0);
}

/** A node's fields with their values, one level into its settings: the units of diffs and merges. */
export function fieldsOf(node: Node): Map<string, Json> {
  const { config, type, version, ...rest } = node;
  const settings = Object.entries(config).map(([key, value]) => [`config.${key}`, value] as const);
  return new Map<string, Json>([["type", `${type} ${version}`], ...Object.entries(rest), ...settings]);
}

/** Two edges are the same when they join the same ports; their ids mean nothing to a person. */
export function edgeKey({ from, to }: Pick<Edge, "from" | "to">): string {
  return [from.node, from.port, to.node, to.port].join("\n");
}

/** Equal as JSON, whatever the order of their keys. Values that share objects compare fast. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(Reflect.get(a, key), Reflect.get(b, key)));
}

function changedFields(before: Graph, after: Graph, id: string): FieldChange[] {
  const [old, now] = [nodeAt(before, id), nodeAt(after, id)];
  if (!old || !now || old === now) return [];
  const [a, b] = [fieldsOf(old), fieldsOf(now)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((path) => {
    if (isSame(a.get(path), b.get(path))) return [];
    const change = { path, before: asChosen(a.get(path)), after: asChosen(b.get(path)) };
    return isSame(change.before, change.after) ? [] : [change];
  });
}

/**
 * A body as a person chose it: without the snapshot that a version has of it, and without the name and ports of another
 * pipeline, which the draft and its version know from different days.
 */
function asChosen(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => asChosen(item) ?? null);
  const isRef = ("id" in value || "graph" in value) && "inputs" in value && "outputs" in value;
  const left = isRef ? (value.graph === undefined ? notChosen : ["snapshotId"]) : [];
  const kept = Object.entries(value).filter(([key]) => !left.includes(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, asChosen(each) ?? null]));
}

const notChosen = ["snapshotId", "name", "inputs", "outputs"];

function edgesBeyond(graph: Graph, other: Graph): Edge[] {
  const known = new Set(other.edges.map(edgeKey));
  return graph.edges.filter((edge) => !known.has(edgeKey(edge)));
}

function changedKeys(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => !isSame(own(a, key), own(b, key)));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
