import type { Metadata } from "next";
import Link from "next/link";
import { readFilters, toRunFilters } from "../../../../../components/runs/list/history-filters.ts";
import { RunHistory } from "../../../../../components/runs/list/run-history.tsx";
import { Button } from "../../../../../components/ui/form/button.tsx";
import { PageHeader } from "../../../../../components/ui/page/page-header.tsx";
import { HistoryTabs } from "../../../../../components/ui/page/tabs/history-tabs.tsx";
import { pageCaller } from "../../../../../server/api/page-caller.ts";
import { orNotFound, pipelineOf, session, titleOf } from "../../../../session.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return titleOf(pipelineOf((await params).id).then(({ name }) => `Runs of ${name}`));
}

export default async function HistoryPage({ params, searchParams }: Props) {
  await session();
  const { id } = await params;
  const api = await pageCaller();
  const filters = readFilters({ ...(await searchParams), pipeline: "all" });
  const loadedAt = Date.now();
  const [pipeline, versions, runs] = await orNotFound(
    Promise.all([
      pipelineOf(id),
      api.pipelines.versions({ id }),
      api.runs.list({ pipelineId: id, limit: 50, ...toRunFilters(filters, loadedAt) }),
    ]),
    { kind: "pipeline", id, to: `/p/${id}/runs` },
  );
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/", label: "Pipelines" },
          { href: `/p/${id}`, label: pipeline.name },
        ]}
        title="Run history"
        actions={
          <>
            <Button tone="ghost" asChild>
              <Link href="/runs">Runs of all pipelines</Link>
            </Button>
            <Button asChild>
              <Link href={`/p/${id}`}>Open canvas</Link>
            </Button>
          </>
        }
      />
      <HistoryTabs pipelineId={id} current="runs" />
      <RunHistory
        scope={{ kind: "pipeline", id, versions: versions.map(({ number }) => number).sort((a, b) => b - a) }}
        initialFilters={filters}
        initial={runs}
        loadedAt={loadedAt}
      />
    </>
  );
}
