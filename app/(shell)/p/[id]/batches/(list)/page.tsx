import type { Metadata } from "next";
import Link from "next/link";
import { BatchesPage } from "../../../../../../components/batches/batches-page.tsx";
import { Button } from "../../../../../../components/ui/form/button.tsx";
import { PageHeader } from "../../../../../../components/ui/page/page-header.tsx";
import { HistoryTabs } from "../../../../../../components/ui/page/tabs/history-tabs.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, pipelineOf, session, titleOf } from "../../../../../session.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(pipelineOf((await params).id).then(({ name }) => `Batches of ${name}`));
}

export default async function Page({ params }: Props) {
  await session();
  const { id } = await params;
  const api = await pageCaller();
  const [pipeline, batches] = await orNotFound(Promise.all([pipelineOf(id), api.batches.list({ id })]), {
    ...{ kind: "pipeline", id, to: `/p/${id}/batches` },
  });
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/", label: "Pipelines" },
          { href: `/p/${id}`, label: pipeline.name },
        ]}
        title="Batches"
        description="Runs the newest published version for each row of a file; without one, the draft."
        actions={
          <Button asChild>
            <Link href={`/p/${id}`}>Open canvas</Link>
          </Button>
        }
      />
      <HistoryTabs pipelineId={id} current="batches" />
      <BatchesPage pipelineId={id} initial={batches} />
    </>
  );
}
