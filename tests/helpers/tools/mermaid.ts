import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";

export type Relation = { from: string; to: string; isDotted: boolean };
export type Diagram = { kind: string; names: string[]; relations: Relation[] };

type Parsed = {
  type: string;
  db: {
    getStates?(): Map<string, unknown>;
    getRelations?(): { id1: string; id2: string }[];
    getEntities?(): Map<string, { id: string; label: string }>;
    getRelationships?(): { entityA: string; entityB: string; relSpec: { relType: string } }[];
  };
};
type Mermaid = {
  parse(text: string): Promise<unknown>;
  mermaidAPI: { getDiagramFromText(text: string): Promise<Parsed> };
};

/**
 * The parser of the very Mermaid that the docs pages load. It is a script for browsers; to parse it needs no more of one
 * than what its HTML sanitizer looks at when it is loaded.
 */
function openMermaid(): Mermaid {
  const document = { nodeType: 9, currentScript: null, implementation: {}, createElement: () => ({}) };
  const window = { document, Element: class {}, addEventListener() {} };
  const context: { mermaid?: Mermaid } = createContext({ window, document, structuredClone, setTimeout, console });
  runInContext(readFileSync(createRequire(import.meta.url).resolve("@mermaid-js/tiny"), "utf8"), context);
  return context.mermaid!;
}

let opened: Mermaid | undefined;

/** What a diagram says; rejects when it is not valid Mermaid. Names and relations are those of state and ER diagrams. */
export async function parseDiagram(text: string): Promise<Diagram> {
  opened ??= openMermaid();
  await opened.parse(text);
  const { type, db } = await opened.mermaidAPI.getDiagramFromText(text);
  const entities = [...(db.getEntities?.().values() ?? [])];
  const labels = new Map(entities.map(({ id, label }) => [id, label]));
  const states = [...(db.getStates?.().keys() ?? [])].filter((name) => !/^root_(start|end)$/.test(name));
  const moves = (db.getRelations?.() ?? []).map(({ id1, id2 }) => ({ from: id1, to: id2, isDotted: false }));
  const links = (db.getRelationships?.() ?? []).map(({ entityA, entityB, relSpec }) => ({
    from: labels.get(entityA) ?? entityA,
    to: labels.get(entityB) ?? entityB,
    isDotted: relSpec.relType === "NON_IDENTIFYING",
  }));
  return { kind: type, names: [...states, ...labels.values()], relations: [...moves, ...links] };
}

/** The Mermaid diagrams of a page, in order, with the title that each gives itself. */
export function diagramsIn(markdown: string): { title: string; text: string }[] {
  const blocks = [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)];
  return blocks.map(([, text = ""]) => ({ title: /^\s*accTitle: *(.+)$/m.exec(text)?.[1] ?? "", text }));
}
