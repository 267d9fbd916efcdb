"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { positionOf } from "../../lib/graph/graph.ts";
import type { PipelineSummary, PipelinePreview as Preview, TemplateView } from "../../lib/views/api-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Dialog } from "../ui/overlay/dialog.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { type EdgeKinds, PipelinePreview } from "./pipeline-preview.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The examples of this workspace are templates too. */
  examples: readonly PipelineSummary[];
  kinds: EdgeKinds;
  actions: PipelineActions;
};

/** Pipelines to start from, each with its picture; choosing one makes a copy and opens it. */
export function TemplateGallery({ open, onOpenChange, examples, kinds, actions }: Props) {
  const trpc = useTRPC();
  const { data, error } = useQuery({ ...trpc.templates.list.queryOptions(), enabled: open, staleTime: Infinity });
  const [busy, setBusy] = useState<string>();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title="Start from a template"
      description="You get your own copy. Nothing runs until you press Run."
    >
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      <ul aria-label="Templates" className="grid gap-3 pb-1 sm:grid-cols-2">
        {data || error ? null : ["a", "b", "c", "d"].map((key) => <Skeleton key={key} className="h-52" />)}
        {data?.map((template) => (
          <TemplateCard
            key={template.key}
            template={{ ...template, preview: previewOf(template) }}
            kinds={kinds}
            isBusy={busy === template.key}
            onChoose={() => {
              setBusy(template.key);
              const { name, description, graph } = template;
              actions.create({ name, description, tags: [], graph });
            }}
          />
        ))}
        {data
          ? examples.map((example) => (
              <TemplateCard
                key={example.id}
                template={example}
                kinds={kinds}
                isBusy={busy === example.id}
                onChoose={() => {
                  setBusy(example.id);
                  void actions.copyOf(example.id).catch(() => setBusy(undefined));
                }}
              />
            ))
          : null}
      </ul>
    </Dialog>
  );
}

type Shown = { name: string; description: string; tags: readonly string[]; preview: Preview };

function TemplateCard({
  template: { name, description, tags, preview },
  kinds,
  isBusy,
  onChoose,
}: {
  template: Shown;
  kinds: EdgeKinds;
  isBusy: boolean;
  onChoose: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        disabled={isBusy}
        onClick={onChoose}
        className="flex h-full w-full flex-col overflow-hidden rounded-card border bg-panel text-left transition-colors hover:border-line-strong disabled:opacity-60"
      >
        <span className="dot-grid block h-28 w-full border-b bg-canvas">
          <PipelinePreview preview={preview} kinds={kinds} />
        </span>
        <span className="flex flex-1 flex-col gap-0.5 px-3.5 py-2.5">
          <span className="font-semibold">{name}</span>
          <span className="text-muted text-xs">{description}</span>
          {tags.length > 0 ? <span className="mt-auto pt-1.5 text-2xs text-muted">{tags.join(" · ")}</span> : null}
        </span>
      </button>
    </li>
  );
}

function previewOf({ graph }: TemplateView): Preview {
  return {
    nodes: Object.entries(graph.nodes).map(([id, { type }]) => ({ id, type, ...positionOf(graph, id) })),
    edges: graph.edges.map(({ from, to }) => ({ from: from.node, to: to.node })),
  };
}
