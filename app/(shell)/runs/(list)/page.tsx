import type { Metadata } from "next";
import { readFilters, toRunFilters } from "../../../../components/runs/list/history-filters.ts";
import { RunHistory } from "../../../../components/runs/list/run-history.tsx";
import { PageHeader } from "../../../../components/ui/page/page-header.tsx";
import { isMissing, pageCaller } from "../../../../server/api/page-caller.ts";
import { session } from "../../../session.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const metadata: Metadata = { title: "Runs" };

export default async function RunsPage({ searchParams }: Props) {
  await session();
  const api = await pageCaller();
  const filters = readFilters({ ...(await searchParams), version: "all" });
  const loadedAt = Date.now();
  const [runs, pipelineName] = await Promise.all([
    api.runs.list({ limit: 50, ...toRunFilters(filters, loadedAt) }),
    filters.pipeline === "all" ? undefined : nameOf(api, filters.pipeline),
  ]);
  return (
    <>
      <PageHeader title="Runs" description="Of every pipeline in this workspace, however they were started." />
      <RunHistory
        scope={{ kind: "workspace", pipelineName }}
        initialFilters={filters}
        initial={runs}
        loadedAt={loadedAt}
      />
    </>
  );
}

/** An address may name a pipeline that is gone; its list is empty then. */
async function nameOf(api: Awaited<ReturnType<typeof pageCaller>>, id: string): Promise<string> {
  try {
    return (await api.pipelines.get({ id })).name;
  } catch (error) {
    if (isMissing(error)) return "A deleted pipeline";
    throw error;
  }
}
