"use client";
import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate, Plus } from "lucide-react";
import { useState } from "react";
import { isFinished } from "../../lib/run.ts";
import type { PipelineSummary } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { Button } from "../ui/form/button.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { DropImport } from "./drop-import.tsx";
import { ImportButton } from "./import-button.tsx";
import { PipelineFilters } from "./pipeline-filters.tsx";
import type { EdgeKinds } from "./pipeline-preview.tsx";
import { PipelineSections } from "./pipeline-sections.tsx";
import { type SortOrder, sortPipelines, tagsOf } from "./sort-pipelines.ts";
import { TagBar } from "./tag-bar.tsx";
import { TemplateGallery } from "./template-gallery.tsx";
import { useFileImport } from "./use-file-import.ts";
import { usePipelineActions } from "./use-pipeline-actions.ts";

/** The home page: all pipelines of the workspace, and the ways to a new one. */
export function PipelinesPage({
  initial,
  kinds,
  exampleOrder,
}: {
  initial: PipelineSummary[];
  kinds: EdgeKinds;
  /** Keys of the examples, the one to begin with first. */
  exampleOrder: readonly string[];
}) {
  const trpc = useTRPC();
  const actions = usePipelineActions();
  const mayEdit = useMay("pipelines.write");
  const [archived, setArchived] = useState(false);
  const [search, setSearch] = useState("");
  const [tag, setTag] = useState<string>();
  const [isChoosing, setChoosing] = useState(false);
  const importFile = useFileImport(actions.create);
  const [order, setOrder] = useState<SortOrder>("changed");
  const { data, error } = useQuery({
    ...trpc.pipelines.list.queryOptions({ archived }),
    ...(archived ? {} : { initialData: initial }),
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? 2000 : 30_000),
  });
  const tags = tagsOf(data ?? []);
  // The last pipeline with a tag may lose it while the tag filters.
  const chosen = tag !== undefined && tags.includes(tag) ? tag : undefined;
  const shown = data && sortPipelines(data, { search, order, exampleOrder, tag: chosen });
  const clear = () => {
    setSearch("");
    setTag(undefined);
  };
  return (
    <DropImport isOn={mayEdit} onImport={(file) => void importFile(file)}>
      <PageHeader
        title="Pipelines"
        actions={
          mayEdit ? (
            <>
              <ImportButton onImport={(file) => void importFile(file)} />
              <Button onClick={() => setChoosing(true)}>
                <LayoutTemplate aria-hidden className="size-4" />
                Templates
              </Button>
              <Button tone="primary" busy={actions.isCreating} onClick={() => actions.create({})}>
                <Plus aria-hidden className="size-4" />
                New pipeline
              </Button>
            </>
          ) : null
        }
      />
      <PipelineFilters
        search={search}
        onSearch={setSearch}
        order={order}
        onOrder={setOrder}
        archived={archived}
        onArchived={setArchived}
      />
      <TagBar tags={tags} chosen={chosen} onChoose={setTag} />
      <PipelineSections
        pipelines={shown}
        problem={error}
        kinds={kinds}
        actions={actions}
        archived={archived}
        search={search}
        tag={chosen}
        knownTags={tags}
        onTag={setTag}
        onTemplates={() => setChoosing(true)}
        onClear={clear}
      />
      <TemplateGallery
        open={isChoosing}
        onOpenChange={setChoosing}
        examples={data?.filter(({ exampleKey }) => exampleKey !== undefined) ?? []}
        kinds={kinds}
        actions={actions}
      />
    </DropImport>
  );
}

function isRunning({ lastRun }: PipelineSummary): boolean {
  return lastRun !== undefined && !isFinished(lastRun.status);
}
