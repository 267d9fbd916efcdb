import type { Metadata } from "next";
import { BatchPage } from "../../../../../../components/batches/batch-page.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../../../session.ts";

export const metadata: Metadata = { title: "Batch" };

export default async function Page({ params }: { params: Promise<{ id: string; batchId: string }> }) {
  await session();
  const { id, batchId } = await params;
  const api = await pageCaller();
  const [pipeline, batch] = await orNotFound(
    Promise.all([api.pipelines.get({ id }), api.batches.get({ id, batchId })]),
    { kind: "pipeline", id, to: `/p/${id}/batches/${batchId}` },
  );
  return <BatchPage key={batchId} initial={batch} pipelineName={pipeline.name} />;
}
