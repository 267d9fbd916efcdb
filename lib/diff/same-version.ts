/** Whether a draft still says what its version says. Without zod: the editor asks after every edit. */
import { drawableGraph } from "../graph/drawable-graph.ts";
import type { Graph, Group, Node, Note } from "../graph/graph.ts";
import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import { isSame } from "./diff.ts";

/**
 * Equal but for what no version is made for: where things are drawn and which bodies and groups are open, on the canvas
 * and in inline bodies; pinned outputs, which versions never take; and what freezing adds to a body. Parts that both
 * graphs share are not looked into.
 */
export function isSameVersion(a: Graph, b: Graph): boolean {
  if (a === b) return true;
  return (
    isSameEach(a.nodes, b.nodes, isSameNode) &&
    isSame(a.edges, b.edges) &&
    isSameEach(a.layout.notes, b.layout.notes, isSameNote) &&
    isSameEach(a.layout.groups, b.layout.groups, isSameGroup)
  );
}

function isSameNode(a: Node, b: Node): boolean {
  const { pinned: _pinned, config, ...rest } = a;
  const { pinned: _otherPinned, config: otherConfig, ...otherRest } = b;
  return isSame(rest, otherRest) && isSameEach(config, otherConfig, isSameSetting);
}

function isSameNote(a: Note, b: Note): boolean {
  return a.text === b.text && a.color === b.color;
}

function isSameGroup(a: Group, b: Group): boolean {
  return a.title === b.title && a.color === b.color && isSame(a.nodes, b.nodes);
}

function isSameSetting(a: Json, b: Json): boolean {
  if (isSame(a, b)) return true;
  const [ref, other] = [refOf(a), refOf(b)];
  if (!ref || !other) return false;
  // The name and ports of another pipeline are known from different days; those of an inline body follow from its graph.
  if (ref.graph === undefined && other.graph === undefined) {
    return ref.id === other.id && (ref.version ?? null) === (other.version ?? null);
  }
  const [body, otherBody] = [bodyOf(ref), bodyOf(other)];
  return body !== undefined && otherBody !== undefined && isSameVersion(body, otherBody);
}

type Fields = { [key: string]: Json };

function refOf(value: Json): Fields | undefined {
  if (!isFields(value)) return undefined;
  return ("id" in value || "graph" in value) && "inputs" in value && "outputs" in value ? value : undefined;
}

function bodyOf({ graph }: Fields): Graph | undefined {
  return isFields(graph) ? drawableGraph(graph) : undefined;
}

function isFields(value: Json | undefined): value is Fields {
  return isObject(value);
}

type Each<T> = Readonly<Record<string, T>>;

function isSameEach<T>(a: Each<T>, b: Each<T>, isEqual: (one: T, other: T) => boolean): boolean {
  if (a === b) return true;
  const all = Object.entries(a);
  if (all.length !== Object.keys(b).length) return false;
  return all.every(([key, one]) => {
    const other = Object.hasOwn(b, key) ? b[key] : undefined;
    return other !== undefined && (one === other || isEqual(one, other));
  });
}
