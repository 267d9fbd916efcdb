import { PatchbayError } from "../../../lib/errors.ts";
import type { Prisma } from "../../../prisma/generated/client.ts";

type Asked = { workspaceId: string; pipelineId: string };

/**
 * Throws `conflict` when pipelines that are on would start each other in turn, without end. Those that are switched on at the
 * same time wait for each other here, so that the last one sees all of them.
 */
export async function demandNoCycle(tx: Prisma.TransactionClient, { workspaceId, pipelineId }: Asked): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(${`run-ended ${workspaceId}`}))) locked`;
  const found = await tx.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE followed AS (
      SELECT settings #>> '{pipeline,id}' AS id, settings #>> '{pipeline,id}' AS first
      FROM "ActiveTrigger" WHERE type = 'run-ended' AND "pipelineId" = ${pipelineId}
      UNION
      SELECT t.settings #>> '{pipeline,id}', f.first
      FROM followed f JOIN "ActiveTrigger" t ON t."pipelineId" = f.id AND t.type = 'run-ended'
    )
    SELECT p.name FROM followed f JOIN "Pipeline" p ON p.id = f.first WHERE f.id = ${pipelineId} LIMIT 1`;
  if (!found[0]) return;
  const words = `The pipeline would start itself again and again, through the runs of “${found[0].name}”. Follow another pipeline in its Run ended node, or switch the other one off.`;
  throw new PatchbayError("conflict", words);
}
