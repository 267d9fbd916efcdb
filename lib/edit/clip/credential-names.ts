/**
 * Credentials outside their workspace: what leaves it (the clipboard, a file) carries names instead of ids, and what
 * arrives finds the credential of that name, or none.
 */
import type { Node } from "../../graph/graph.ts";
import type { PlainJson } from "../../values/json.ts";

type Nodes = Readonly<Record<string, Node>>;

const prefix = "name:";
const key = "credential";

/** The nodes with every credential by its name; one without a known name is taken out. */
export function nameCredentials(nodes: Nodes, nameOf: (id: string) => string | undefined): Record<string, Node> {
  return mapNodes(nodes, (value) => {
    if (value.startsWith(prefix)) return value;
    const name = nameOf(value);
    return name === undefined ? undefined : prefix + name;
  });
}

/** The nodes with the credentials of this workspace, and the names that it does not have. */
export function findCredentials(
  nodes: Nodes,
  known: readonly { id: string; name: string }[],
): { nodes: Record<string, Node>; missing: string[] } {
  const missing = new Set<string>();
  const found = mapNodes(nodes, (value) => {
    if (!value.startsWith(prefix)) return known.some(({ id }) => id === value) ? value : undefined;
    const name = value.slice(prefix.length);
    const credential = known.find((each) => each.name === name);
    if (!credential) missing.add(name);
    return credential?.id;
  });
  return { nodes: found, missing: [...missing] };
}

type Change = (value: string) => string | undefined;

function mapNodes(nodes: Nodes, change: Change): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => [id, { ...node, config: mapRecord(node.config, change) }]),
  );
}

function mapRecord(record: Readonly<Record<string, PlainJson>>, change: Change): Record<string, PlainJson> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      if (name !== key || typeof value !== "string" || value === "") return [[name, mapJson(value, change)] as const];
      const next = change(value);
      return next === undefined ? [] : [[name, next] as const];
    }),
  );
}

function mapJson(value: PlainJson, change: Change): PlainJson {
  if (Array.isArray(value)) return value.map((item) => mapJson(item, change));
  return typeof value === "object" && value !== null ? mapRecord(value, change) : value;
}
