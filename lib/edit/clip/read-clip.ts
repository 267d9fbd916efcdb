import { Graph } from "../../graph/graph.ts";
import { parseJson as parse } from "../../values/exact-json.ts";
import { copy } from "./clip.ts";
import { Clip } from "./clip-schema.ts";

/** A clip from pasted text: our own clip or a whole graph. Undefined when the text is something else. */
export function readClip(text: string): Clip | undefined {
  const value = parseJson(text);
  const clip = Clip.safeParse(value);
  if (clip.success) return clip.data;
  const graph = Graph.safeParse(value);
  if (!graph.success) return undefined;
  return copy(graph.data, { nodes: Object.keys(graph.data.nodes), notes: Object.keys(graph.data.layout.notes) });
}

function parseJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
