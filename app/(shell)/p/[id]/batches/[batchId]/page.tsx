import type { Metadata } from "next";
import { cache } from "react";
import { BatchPage } from "../../../../../../components/batches/batch-page.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, pipelineOf, session, titleOf } from "../../../../../session.ts";

const batchOf = cache(async (id: string, batchId: string) => (await pageCaller()).batches.get({ id, batchId }));

type Props = { params: Promise<{ id: string; batchId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, batchId } = await params;
  return titleOf(batchOf(id, batchId).then(({ name }) => `Batch ${name}`));
}

export default async function Page({ params }: Props) {
  await session();
  const { id, batchId } = await params;
  const [pipeline, batch] = await orNotFound(Promise.all([pipelineOf(id), batchOf(id, batchId)]), {
    kind: "pipeline",
    id,
    to: `/p/${id}/batches/${batchId}`,
  });
  return <BatchPage key={batchId} initial={batch} pipelineName={pipeline.name} />;
}
