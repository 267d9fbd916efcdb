/** The drawing's part of a merge: words are asked about, positions, sizes and colours are not. */
import { isSame } from "../diff/diff.ts";
import type { Graph, Group } from "../graph/graph.ts";
import type { Decide, Preferred } from "./clash.ts";
import { hasLost, pick, type Sides, sideLeft } from "./sides.ts";

type Layout = Graph["layout"];

export function mergeLayout(sides: Sides, nodes: Graph["nodes"], decide: Decide): Layout {
  const { base, mine, theirs } = sides;
  const untouched = <Key extends keyof Layout>(key: Key) =>
    hasLost(sides) ? undefined : sideLeft(sides, ({ layout }) => layout[key]);
  const frames = untouched("frames") ?? mergeFrames(sides, nodes);
  const of = <Key extends "positions" | "groups" | "notes">(key: Key) => ({
    base: base.layout[key],
    mine: mine.layout[key],
    theirs: theirs.layout[key],
  });
  return {
    positions: untouched("positions") ?? mergePositions(of("positions"), nodes),
    groups:
      untouched("groups") ??
      soleGroups(
        mergeItems(of("groups"), "title", (groupId) => decide({ kind: "group", groupId })),
        nodes,
      ),
    notes: untouched("notes") ?? mergeItems(of("notes"), "text", (noteId) => decide({ kind: "note", noteId })),
    ...(Object.keys(frames).length > 0 ? { frames } : {}),
  };
}

type Records<T> = Record<"base" | "mine" | "theirs", Readonly<Record<string, T>>>;

/** A node that stays has a position, even when the side that deleted it has none for it. */
function mergePositions<T>({ base, mine, theirs }: Records<T>, nodes: Graph["nodes"]): Record<string, T> {
  return each({ mine, theirs }, (id) => {
    if (!Object.hasOwn(nodes, id)) return undefined;
    const side = pick(own(base, id), own(mine, id), own(theirs, id));
    return own(side === "theirs" ? theirs : mine, id) ?? own(mine, id) ?? own(theirs, id);
  });
}

/** What one side has opened or closed; of a body that both have resized, mine. */
function mergeFrames({ base, mine, theirs }: Sides, nodes: Graph["nodes"]): NonNullable<Layout["frames"]> {
  const of = ({ layout: { frames = {} } }: Graph) => frames;
  return each({ mine: of(mine), theirs: of(theirs) }, (id) => {
    if (!Object.hasOwn(nodes, id)) return undefined;
    const [my, their] = [own(of(mine), id), own(of(theirs), id)];
    return pick(own(of(base), id), my, their) === "theirs" ? their : my;
  });
}

/** `words` is the part that both may have written; of the rest, mine stays where both have changed something. */
function mergeItems<Word extends string, T extends Readonly<Record<Word, string>>>(
  { base, mine, theirs }: Records<T>,
  words: Word,
  ask: (id: string) => Preferred,
): Record<string, T> {
  return each({ mine, theirs }, (id) => {
    const [was, my, their] = [own(base, id), own(mine, id), own(theirs, id)];
    const side = pick(was, my, their);
    if (side !== "clash") return side === "mine" ? my : their;
    if (my && their) {
      const text = pick(was?.[words], my[words], their[words]);
      const source = (text === "clash" ? ask(id) : text) === "mine" ? my : their;
      return { ...my, [words]: source[words] };
    }
    const isRewritten = (my ?? their)?.[words] !== was?.[words];
    if (!isRewritten) return undefined;
    return ask(id) === "mine" ? my : their;
  });
}

function each<T>({ mine, theirs }: Omit<Records<T>, "base">, merge: (id: string) => T | undefined): Record<string, T> {
  const ids = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const entries = [...ids].flatMap((id) => {
    const value = merge(id);
    return value === undefined ? [] : [[id, value] as const];
  });
  return Object.fromEntries(entries);
}

/** A node is in one group at most, and a group without nodes is none. */
function soleGroups(groups: Readonly<Record<string, Group>>, nodes: Graph["nodes"]): Record<string, Group> {
  const taken = new Set<string>();
  const entries = Object.entries(groups).flatMap(([id, group]) => {
    const members = group.nodes.filter((node) => Object.hasOwn(nodes, node) && !taken.has(node));
    for (const node of members) taken.add(node);
    if (members.length === 0) return [];
    return [[id, isSame(members, group.nodes) ? group : { ...group, nodes: members }] as const];
  });
  return Object.fromEntries(entries);
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
