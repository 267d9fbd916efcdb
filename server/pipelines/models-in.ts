/** The models that a graph's nodes ask, and those of what runs inside them, as their settings say. */

import { z } from "zod";
import { readSnapshot } from "../../engine/queue/snapshots/snapshots.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { maxNesting } from "../../lib/graph/bodies.ts";
import { Graph, type Node } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import { bodyOf, type PipelineRef } from "../../lib/graph/pipeline-ref.ts";
import { ModelRef } from "../../lib/models/models.ts";
import type { Catalogue, Manifest } from "../../lib/node-types/manifest.ts";
import { settingOf } from "../../lib/ports/node-ports.ts";
import { isUsed } from "../../lib/settings/is-used.ts";
import { UsedWhen } from "../../lib/settings/used-when.ts";
import type { Db } from "../../platform/database/db.ts";
import { getVersion, newestVersion } from "./versions.ts";

/** How many bodies are read: a pipeline that runs another twice, which does so too, has more than anyone would wait for. */
const maxBodies = 100;

type Deps = { db: Db; catalogue: Catalogue; workspaceId: string; byDefault: ModelRef };
/** `node` is the path to it. */
export type Asking = { node: string; title: string; ref: ModelRef; maxTokens: number | null };

export async function modelsIn(graph: Graph, deps: Deps): Promise<Asking[]> {
  let left = maxBodies;
  async function visit(inside: Graph, prefix: string, depth: number): Promise<Asking[]> {
    const found: Asking[] = [];
    for (const [id, node] of Object.entries(inside.nodes)) {
      const manifest = deps.catalogue.get(node.type);
      if (!manifest || node.disabled) continue;
      const title = titleOf(inside, deps.catalogue, id);
      found.push(...askedBy(node, manifest, deps).map((each) => ({ node: prefix + id, title, ...each })));
      const ref = bodyOf(manifest, node);
      if (!ref || depth === maxNesting || left === 0) continue;
      left -= 1;
      const body = await readBody(ref, deps);
      if (body) found.push(...(await visit(body, `${prefix}${id}/`, depth + 1)));
    }
    return found;
  }
  return await visit(graph, "", 1);
}

/** A setting for models, as its form field says. */
const ModelSetting = z.object({ widget: z.enum(["model", "models"]), usedWhen: UsedWhen.optional() });
const Settings = z.object({ properties: z.record(z.string(), z.unknown()) });

function askedBy(node: Node, manifest: Manifest, { byDefault }: Deps): Omit<Asking, "node" | "title">[] {
  const limit = settingOf(manifest, node, "maxTokens");
  const maxTokens = typeof limit === "number" ? limit : null;
  return Object.entries(Settings.safeParse(manifest.config).data?.properties ?? {}).flatMap(([name, field]) => {
    const setting = ModelSetting.safeParse(field).data;
    if (!setting || !isUsed(setting.usedWhen, node.config, manifest.defaults)) return [];
    return [settingOf(manifest, node, name)].flat().flatMap((each) => {
      const read = ModelRef.safeParse(each).data;
      if (!read) return [];
      const ref = read.provider === "default" ? byDefault : read;
      return [{ ref, maxTokens }];
    });
  });
}

/** Undefined for one that is not there any more: the run will say so. */
async function readBody(ref: PipelineRef, { db, workspaceId }: Deps): Promise<Graph | undefined> {
  if (ref.graph !== undefined) return Graph.safeParse(ref.graph).data;
  if (ref.snapshotId !== undefined) return await readSnapshot(db, workspaceId, ref.snapshotId);
  const { id: pipelineId = "" } = ref;
  const row = await db.prisma.pipeline.findFirst({ where: { id: pipelineId, workspaceId }, select: { draft: true } });
  if (!row) return undefined;
  const number = ref.version ?? (await newestVersion(db.prisma, pipelineId));
  if (number === null || number === undefined) return Graph.safeParse(row.draft).data;
  try {
    return (await getVersion(db.prisma, { workspaceId, pipelineId, number })).graph;
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === "not_found") return undefined;
    throw thrown;
  }
}
