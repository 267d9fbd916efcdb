/** React Flow has one space of ids for nodes, notes and groups: the latter two carry a prefix. */
export const notePrefix = "note:";
export const groupPrefix = "group:";

const kinds = [
  ["notes", notePrefix],
  ["groups", groupPrefix],
  ["nodes", ""],
] as const;

/** What stands for a node on the canvas: its card, or the collapsed group that it is in. */
export function drawnAs(nodeId: string, folded: ReadonlyMap<string, string>): string {
  const group = folded.get(nodeId);
  return group === undefined ? nodeId : groupPrefix + group;
}

export type FlowKind = (typeof kinds)[number][0];
export const flowKinds: readonly FlowKind[] = kinds.map(([kind]) => kind);

export function kindOf(id: string): FlowKind {
  return kinds.find(([, prefix]) => id.startsWith(prefix))?.[0] ?? "nodes";
}

export function bareId(id: string): string {
  const prefix = kinds.find(([, each]) => id.startsWith(each))?.[1] ?? "";
  return id.slice(prefix.length);
}

/** A character that no one types; a line break would end the selector by which React Flow finds a handle. */
const separator = "\u001f";

/** A collapsed group draws ports of the nodes inside: such a port's name holds both. */
export function foldedPort(node: string, port: string): string {
  return `${node}${separator}${port}`;
}

/** The real end of an edge at this handle, wherever it is drawn. */
export function endpointOf(id: string, handle: string): { node: string; port: string } {
  const [node, port] = id.startsWith(groupPrefix) ? handle.split(separator) : [id, handle];
  return { node: node ?? id, port: port ?? handle };
}
