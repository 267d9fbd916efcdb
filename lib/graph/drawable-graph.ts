/** Reads a stored graph as far as a canvas needs it, without its schema: zod is a large part of a page that only draws. */

import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import type { Graph } from "./graph.ts";
import { graphSchema } from "./graph-read.ts";

type Fields = { [key: string]: Json };

/**
 * The graph with every part that the schema `Graph` would give it, or undefined where it has none that can be drawn. What it
 * takes beyond the schema (a longer title, an unknown field) is found by the check, which has the schema.
 */
export function drawableGraph(stored: Fields): Graph | undefined {
  const { schema = graphSchema, nodes, edges = [], layout = {} } = stored;
  if (!isFields(layout)) return undefined;
  const { positions = {}, groups = {}, notes = {}, frames = {} } = layout;
  if (!isAll(frames, isFrame)) return undefined;
  const graph = {
    ...stored,
    schema,
    nodes: withDefaults(nodes, { config: {} }),
    edges,
    layout: {
      ...layout,
      positions,
      groups: withDefaults(groups, { title: "" }),
      notes: withDefaults(notes, { width: 320, height: 160, text: "" }),
    },
  };
  return isDrawable(graph) ? graph : undefined;
}

function withDefaults(items: Json | undefined, defaults: Fields): Json | undefined {
  if (!isFields(items)) return items;
  return Object.fromEntries(
    Object.entries(items).map(([id, item]) => [id, isFields(item) ? { ...defaults, ...item } : item]),
  );
}

type Parts = { schema: Json; nodes: Json | undefined; edges: Json; layout: { [part: string]: Json | undefined } };

function isDrawable(graph: Parts): graph is Parts & Graph {
  const { schema, nodes, edges, layout } = graph;
  const { positions, groups, notes } = layout;
  return (
    schema === graphSchema &&
    isAll(nodes, ({ type, version, config }) => isText(type) && isNumber(version) && isFields(config)) &&
    Array.isArray(edges) &&
    edges.every((edge) => isFields(edge) && isText(edge.id) && isEnd(edge.from) && isEnd(edge.to)) &&
    isAll(positions, isPoint) &&
    isAll(groups, (group) => isText(group.title) && Array.isArray(group.nodes) && group.nodes.every(isText)) &&
    isAll(notes, (note) => isPoint(note) && isNumber(note.width) && isNumber(note.height) && isText(note.text))
  );
}

function isAll(items: Json | undefined, fits: (item: Fields) => boolean): boolean {
  return isFields(items) && Object.values(items).every((item) => isFields(item) && fits(item));
}

function isEnd(end: Json | undefined): boolean {
  return isFields(end) && isText(end.node) && isText(end.port);
}

function isPoint({ x, y }: Fields): boolean {
  return isNumber(x) && isNumber(y);
}

function isFrame(frame: Fields): boolean {
  return isPoint(frame) && isNumber(frame.width) && isNumber(frame.height);
}

function isText(value: Json | undefined): boolean {
  return typeof value === "string";
}

function isNumber(value: Json | undefined): boolean {
  return typeof value === "number";
}

function isFields(value: Json | undefined): value is Fields {
  return isObject(value);
}
