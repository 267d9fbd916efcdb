import { effectOf } from "../../lib/graph/effect-of.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import { bodyOf } from "../../lib/graph/pipeline-ref.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { Db } from "../../platform/database/db.ts";
import { readSnapshot } from "../queue/snapshots/snapshots.ts";

/** The nodes of a frozen graph that change external systems, themselves or by what runs inside them. */
export async function actingNodes(
  deps: { db: Db; catalogue: Catalogue },
  workspaceId: string,
  graph: Graph,
): Promise<Set<string>> {
  const acting = new Set<string>();
  for (const [nodeId, node] of Object.entries(graph.nodes)) {
    const manifest = deps.catalogue.get(node.type);
    if (!manifest || node.disabled || node.pinned) continue;
    const snapshotId = bodyOf(manifest, node)?.snapshotId;
    const isActing =
      effectOf(manifest, node).effect === "effect" ||
      (snapshotId !== undefined &&
        (await actingNodes(deps, workspaceId, await readSnapshot(deps.db, workspaceId, snapshotId))).size > 0);
    if (isActing) acting.add(nodeId);
  }
  return acting;
}
