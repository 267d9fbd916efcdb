/** Published pipelines as tools: the name from the title, the schema from the Input of the newest version. */
import { Graph } from "../../lib/graph/graph.ts";
import type { Catalogue, Field } from "../../lib/node-types/manifest.ts";
import { triggersOf } from "../../lib/runs/entry.ts";
import { runFields } from "../../lib/runs/run-fields.ts";
import { toolNameOf, toolSchemas } from "../../lib/service/tool-spec.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import type { AppContext } from "../app-context.ts";

export type PipelineTool = {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: "object"; properties: { [name: string]: PlainJson }; required: string[] };
  pipelineId: string;
  version: number;
};

const mostTools = 200;
type Entry = { fields: readonly Field[]; isCallable: boolean };

/** Of a snapshot, which never changes. */
const entries = new WeakMap<Catalogue, Map<string, Entry>>();
const mostEntries = 2000;

/**
 * The oldest first, so that a name stays when a pipeline with the same title is added. Of further ones the name ends with their
 * id: counted names would come to mean another pipeline when one of them goes.
 */
export async function listPipelineTools(
  { db, catalogue }: Pick<AppContext, "db" | "catalogue">,
  { workspaceId, only }: { workspaceId: string; only?: readonly string[] | undefined },
): Promise<PipelineTool[]> {
  const rows = await db.prisma.pipeline.findMany({
    where: { workspaceId, archivedAt: null, versions: { some: {} }, ...(only ? { id: { in: [...only] } } : {}) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: mostTools,
    select: {
      ...{ id: true, name: true, description: true },
      versions: { orderBy: { number: "desc" }, take: 1, select: { number: true, snapshotId: true } },
    },
  });
  const found = await entriesOf(
    { db, catalogue },
    rows.flatMap(({ versions }) => versions.map(({ snapshotId }) => snapshotId)),
  );
  const taken = new Set<string>();
  return rows.flatMap(({ id, name: title, description, versions: [version] }): PipelineTool[] => {
    const entry = found.get(version?.snapshotId ?? "");
    if (!version || !entry?.isCallable) return [];
    const base = toolNameOf(title) || "pipeline";
    const name = taken.has(base) ? `${base}${endingOf(id)}` : base;
    taken.add(name);
    const said = description.trim() === "" ? `Runs the pipeline “${title}”.` : description.trim();
    const inputSchema = schemaOf(entry.fields);
    return [{ name, title, description: said, inputSchema, pipelineId: id, version: version.number }];
  });
}

/** One whose name ends with its id is found by that ending after its title, and so its name, has changed. */
export function toolNamed(tools: readonly PipelineTool[], name: string): PipelineTool | undefined {
  return (
    tools.find((each) => each.name === name) ?? tools.find(({ pipelineId }) => name.endsWith(endingOf(pipelineId)))
  );
}

function endingOf(id: string): string {
  return `_${id.replace(/[^A-Za-z0-9]/g, "").slice(-12)}`;
}

async function entriesOf(
  { db, catalogue }: Pick<AppContext, "db" | "catalogue">,
  ids: readonly string[],
): Promise<Map<string, Entry>> {
  const known = entries.get(catalogue) ?? new Map<string, Entry>();
  entries.set(catalogue, known);
  if (known.size > mostEntries) known.clear();
  for (const id of ids.filter((each) => !known.has(each))) {
    const row = await db.prisma.snapshot.findUnique({ where: { id }, select: { graph: true } });
    const graph = Graph.safeParse(row?.graph).data;
    if (graph) known.set(id, entryOf(graph, catalogue));
  }
  return known;
}

/** A pipeline that only its triggers start is no tool. */
function entryOf(graph: Graph, catalogue: Catalogue): Entry {
  const fields = runFields(graph, catalogue);
  return { fields, isCallable: fields.length > 0 || triggersOf(graph, catalogue).length === 0 };
}

function schemaOf(fields: readonly Field[]): PipelineTool["inputSchema"] {
  const properties = Object.fromEntries(
    fields.map(({ name, kind, title, description, default: given }): [string, PlainJson] => {
      const words = description ?? title;
      const about = words === undefined || words === "" ? {} : { description: words };
      return [name, { ...toolSchemas[kind], ...about, ...(given === undefined ? {} : { default: given }) }];
    }),
  );
  const required = fields.filter(({ optional, default: given }) => !optional && given === undefined);
  return { type: "object", properties, required: required.map(({ name }) => name) };
}
