"use client";
import { Archive, SearchX, Workflow } from "lucide-react";
import type { ReactNode } from "react";
import type { PipelineSummary } from "../../lib/views/api-views.ts";
import { useMay, useUserId } from "../api/member.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { FirstPipeline } from "./first-pipeline.tsx";
import { PipelineCard } from "./pipeline-card.tsx";
import type { EdgeKinds } from "./pipeline-preview.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

/** One's own pipelines, those of others, then the examples; each section says what to do when it is empty. */
export function PipelineSections({
  pipelines,
  problem,
  kinds,
  actions,
  archived,
  search,
  tag,
  knownTags,
  onTag,
  onTemplates,
  onClear,
}: {
  pipelines: PipelineSummary[] | undefined;
  problem: unknown;
  kinds: EdgeKinds;
  actions: PipelineActions;
  archived: boolean;
  search: string;
  tag: string | undefined;
  knownTags: readonly string[];
  onTag: (tag: string) => void;
  onTemplates: () => void;
  onClear: () => void;
}) {
  const mayEdit = useMay("pipelines.write");
  const userId = useUserId();
  if (!pipelines) return problem ? <Notice tone="danger">{userMessage(problem)}</Notice> : <CardSkeletons />;
  const cards = (list: PipelineSummary[]) =>
    list.map((pipeline) => <PipelineCard key={pipeline.id} {...{ pipeline, kinds, actions, knownTags, onTag }} />);
  const made = pipelines.filter((pipeline) => pipeline.exampleKey === undefined);
  const own = made.filter(({ owner }) => userId !== undefined && owner?.id === userId);
  const others = made.filter((pipeline) => !own.includes(pipeline));
  const examples = pipelines.filter((pipeline) => pipeline.exampleKey !== undefined);
  if (pipelines.length === 0 && search !== "") {
    return (
      <EmptyState
        icon={<SearchX />}
        title={`No pipeline matches “${search}”`}
        action={<Button onClick={onClear}>Clear search</Button>}
      >
        The search covers names, descriptions and tags.
      </EmptyState>
    );
  }
  if (archived) {
    if (pipelines.length > 0) return <Cards title="Archived">{cards(pipelines)}</Cards>;
    return (
      <EmptyState icon={<Archive />} title="No archived pipelines">
        Archiving hides a pipeline and keeps its runs and versions.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-9">
      {own.length > 0 ? <Cards title="Yours">{cards(own)}</Cards> : null}
      {others.length > 0 ? (
        <Cards title={own.length > 0 ? "From others" : "In this workspace"}>{cards(others)}</Cards>
      ) : null}
      {made.length === 0 && search === "" && tag === undefined ? (
        mayEdit ? (
          <FirstPipeline actions={actions} hasExamples={examples.length > 0} onTemplates={onTemplates} />
        ) : (
          <EmptyState icon={<Workflow />} title="No pipelines yet">
            When an editor of this workspace makes one, it appears here.
          </EmptyState>
        )
      ) : null}
      {examples.length > 0 ? (
        <Cards
          title="Examples"
          note={`They run without a key or network.${mayEdit ? " Duplicate one to make it your own." : ""}`}
        >
          {cards(examples)}
        </Cards>
      ) : null}
    </div>
  );
}

function Cards({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <header className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold text-md">{title}</h2>
        {note ? <p className="text-muted text-xs">{note}</p> : null}
      </header>
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">{children}</ul>
    </section>
  );
}

function CardSkeletons() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {["a", "b", "c"].map((key) => (
        <Skeleton key={key} className="h-60 rounded-card" />
      ))}
    </div>
  );
}
