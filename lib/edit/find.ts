/** Finding text in titles, settings and notes, and replacing it; edges follow the ports that a replacement renames. */

import { type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue } from "../node-types/manifest.ts";
import type { PlainJson } from "../values/json.ts";
import { portsAt, type Side } from "./edges.ts";
import { patchNode } from "./edit.ts";
import { noteAt, patchNote } from "./notes.ts";

export type Query = { text: string; isCaseSensitive: boolean };

/** One place where the text stands: `path` leads into the settings; a title or a note's text has none. */
export type Match = {
  in: "title" | "setting" | "note";
  /** Of the node or the note. */
  id: string;
  path: readonly (string | number)[];
  /** The whole text, and where in it the match begins. */
  text: string;
  start: number;
};

/** Ids are for machines; and what names a credential must not change by accident. */
const hiddenKeys: ReadonlySet<string> = new Set(["credential", "collection", "provider", "snapshotId", "id"]);

export function findText(graph: Graph, catalogue: Catalogue, query: Query): Match[] {
  if (query.text === "") return [];
  const nodes = Object.entries(graph.nodes).flatMap(([id, node]) => {
    const title = node.title ?? catalogue.get(node.type)?.title ?? node.type;
    const inTitle = startsOf(title, query).map((start) => ({ in: "title" as const, id, path: [], text: title, start }));
    const inSettings = stringsOf(node.config).flatMap(({ path, text }) =>
      startsOf(text, query).map((start) => ({ in: "setting" as const, id, path, text, start })),
    );
    return [...inTitle, ...inSettings];
  });
  const notes = Object.entries(graph.layout.notes).flatMap(([id, { text }]) =>
    startsOf(text, query).map((start) => ({ in: "note" as const, id, path: [], text, start })),
  );
  return [...nodes, ...notes];
}

/** The graph with these matches replaced. A match that no longer exists is left out. */
export function replaceMatches(
  graph: Graph,
  catalogue: Catalogue,
  { matches, query, by }: { matches: readonly Match[]; query: Query; by: string },
): Graph {
  const places = Map.groupBy(matches, ({ in: where, id, path }) => JSON.stringify([where, id, path]));
  const replaced = [...places.values()].reduce((next, [first, ...rest]) => {
    if (!first) return next;
    const text = textAt(next, catalogue, first);
    if (text !== first.text) return next;
    const starts = [first, ...rest].map(({ start }) => start).sort((a, b) => b - a);
    return withText(
      next,
      first,
      starts.reduce((now, start) => splice(now, start, query.text.length, by), text),
    );
  }, graph);
  const nodes = new Set(matches.flatMap(({ in: where, id }) => (where === "setting" ? [id] : [])));
  const rename = (name: string) => replaceAll(name, query, by);
  return [...nodes].reduce((next, id) => followNames(next, { before: graph, catalogue, id, rename }), replaced);
}

type Following = { before: Graph; catalogue: Catalogue; id: string; rename: (name: string) => string };

/** An edge whose port is gone moves to the port that the replacement made of its name. */
function followNames(graph: Graph, { before, catalogue, id, rename }: Following): Graph {
  const [old, now] = [portsAt(before, catalogue, id), portsAt(graph, catalogue, id)];
  const renamed = (side: Side, port: string) => {
    const next = rename(port);
    const isRename =
      !Object.hasOwn(now[side], port) && Object.hasOwn(now[side], next) && !Object.hasOwn(old[side], next);
    return isRename ? next : port;
  };
  const edges = graph.edges.map((edge) => {
    const from = edge.from.node === id ? renamed("outputs", edge.from.port) : edge.from.port;
    const to = edge.to.node === id ? renamed("inputs", edge.to.port) : edge.to.port;
    if (from === edge.from.port && to === edge.to.port) return edge;
    return { ...edge, from: { ...edge.from, port: from }, to: { ...edge.to, port: to } };
  });
  return edges.some((edge, index) => edge !== graph.edges[index]) ? { ...graph, edges } : graph;
}

function textAt(graph: Graph, catalogue: Catalogue, { in: where, id, path }: Match): string | undefined {
  if (where === "note") return noteAt(graph, id)?.text;
  const node = nodeAt(graph, id);
  if (where === "title") return node && (node.title ?? catalogue.get(node.type)?.title ?? node.type);
  return stringsOf(node?.config ?? {}).find((found) => JSON.stringify(found.path) === JSON.stringify(path))?.text;
}

function withText(graph: Graph, { in: where, id, path }: Match, text: string): Graph {
  if (where === "note") return patchNote(graph, id, { text: text.slice(0, 20_000) });
  if (where === "title") return patchNode(graph, id, { title: text.trim().slice(0, 120) || undefined });
  const node = nodeAt(graph, id);
  const [key, ...rest] = path;
  if (!node || typeof key !== "string") return graph;
  const config = { ...node.config, [key]: withString(node.config[key] ?? null, rest, text) };
  return { ...graph, nodes: { ...graph.nodes, [id]: { ...node, config } } };
}

function withString(value: PlainJson, [key, ...rest]: readonly (string | number)[], text: string): PlainJson {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? withString(item, rest, text) : item));
  if (typeof value !== "object" || value === null) return value;
  return { ...value, [key]: withString(value[key] ?? null, rest, text) };
}

type Found = { path: readonly (string | number)[]; text: string };

function stringsOf(value: PlainJson, path: readonly (string | number)[] = []): Found[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => stringsOf(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  // A body that the node holds is searched while it is open.
  if ("graph" in value && "inputs" in value && "outputs" in value) return [];
  return Object.entries(value).flatMap(([key, item]) => (hiddenKeys.has(key) ? [] : stringsOf(item, [...path, key])));
}

function startsOf(text: string, { text: wanted, isCaseSensitive }: Query): number[] {
  // A letter may change its length with its case (İ): a text that does is searched as it stands.
  const lower = text.toLowerCase();
  const isExact = isCaseSensitive || lower.length !== text.length;
  const [inside, part] = isExact ? [text, wanted] : [lower, wanted.toLowerCase()];
  const starts: number[] = [];
  for (let at = inside.indexOf(part); at !== -1; at = inside.indexOf(part, at + part.length)) starts.push(at);
  return starts;
}

function replaceAll(text: string, query: Query, by: string): string {
  return startsOf(text, query)
    .reverse()
    .reduce((now, start) => splice(now, start, query.text.length, by), text);
}

function splice(text: string, start: number, length: number, by: string): string {
  return text.slice(0, start) + by + text.slice(start + length);
}
