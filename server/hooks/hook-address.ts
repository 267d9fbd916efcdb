import { createHmac, hkdfSync } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import { Graph, nodeAt } from "../../lib/graph.ts";
import type { HookAddress } from "../../lib/views/hook-views.ts";
import { newId, sha256 } from "../../platform/ids.ts";
import type { AppContext } from "../app-context.ts";

type Token = { id: string; generation: number };
type Ask = { workspaceId: string; pipelineId: string; nodeId: string; createdBy?: string | undefined };

/** 256 bits that follow from PATCHBAY_SECRET, so that the address can be shown again although only its hash is stored. */
function hookToken(secret: string, { id, generation }: Token): string {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "patchbay hooks", 32));
  return `hook_${createHmac("sha256", key).update(`${id} ${generation}`).digest("base64url")}`;
}

/** The address of a trigger node, which is made when it is first asked for. With `rotate` the former one opens nothing more. */
export async function hookAddress(
  app: Pick<AppContext, "db" | "env" | "catalogue">,
  ask: Ask,
  rotate = false,
): Promise<HookAddress> {
  await demandHookNode(app, ask);
  const { prisma } = app.db;
  const { workspaceId, pipelineId, nodeId } = ask;
  const where = { pipelineId_nodeId: { pipelineId, nodeId } };
  const secret = app.env.PATCHBAY_SECRET;
  const before = await prisma.hook.findUnique({ where });
  if (before && rotate) {
    const { id, generation } = before;
    const tokenHash = sha256(hookToken(secret, { id, generation: generation + 1 }));
    // Of two that are asked for at once, the first makes the new address.
    await prisma.hook.updateMany({
      where: { id, generation },
      data: { generation: generation + 1, tokenHash, rotatedAt: new Date() },
    });
  } else if (!before) {
    const made = { id: newId(), generation: 1 };
    const data = { ...made, workspaceId, pipelineId, nodeId, createdBy: ask.createdBy ?? null };
    await prisma.hook.createMany({
      data: { ...data, tokenHash: sha256(hookToken(secret, made)) },
      skipDuplicates: true,
    });
  }
  const { createdAt, rotatedAt, ...hook } = await prisma.hook.findUniqueOrThrow({ where });
  const url = `${app.env.PATCHBAY_URL}/api/hooks/${hookToken(secret, hook)}`;
  return { url, testUrl: `${url}/test`, madeAt: (rotatedAt ?? createdAt).toISOString() };
}

/** The draft or the version that is on has a node of this id which has an address. Throws `not_found`. */
async function demandHookNode({ db, catalogue }: Pick<AppContext, "db" | "catalogue">, ask: Ask): Promise<void> {
  const { pipelineId: id, workspaceId, nodeId } = ask;
  const pipeline = await db.prisma.pipeline.findFirst({
    where: { id, workspaceId },
    select: { draft: true, activation: { select: { triggers: { where: { nodeId }, select: { type: true } } } } },
  });
  if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
  const types = [nodeAt(Graph.parse(pipeline.draft), nodeId)?.type, pipeline.activation?.triggers[0]?.type];
  if (types.some((type) => type !== undefined && catalogue.get(type)?.hook !== undefined)) return;
  throw new PatchbayError("not_found", `The pipeline has no node “${nodeId}” that has an address, such as Webhook.`);
}
