"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { StepView } from "../../../lib/views/run-views.ts";
import { useTRPCClient } from "../../api/client.tsx";
import { userMessage } from "../../api/user-message.ts";
import { Skeleton } from "../../ui/page/skeleton.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { infoOf, type NodeInfo, type NodeInfos } from "../timeline/node-info.ts";
import { inOrder } from "../timeline/timeline-scale.ts";
import { FoldingRow } from "./folding-row.tsx";

/** How a step inside is drawn: as any step is, which may hold steps in turn. */
export type DrawStep = (step: StepView, info: NodeInfo) => ReactNode;

type Props = {
  runId: string;
  nodeId: string;
  iteration: string;
  nodes: NodeInfos;
  isLive: boolean;
  drawStep: DrawStep;
};

/** The steps of one item, one round or one sub-pipeline; each unfolds to its values, and to what is inside it. */
export function NestedSteps({ runId, nodeId, iteration, nodes, isLive, drawStep }: Props) {
  const client = useTRPCClient();
  const query = useQuery({
    queryKey: ["item-steps", runId, nodeId, iteration, isLive],
    queryFn: ({ signal }) => client.runs.steps.query({ id: runId, nodeId, iteration }, { signal }),
    // Of a place that stays the same: before the end and after it.
    placeholderData: (before) => before,
    refetchInterval: isLive ? 2000 : false,
    staleTime: isLive ? 0 : 60_000,
  });
  if (query.error) return <Notice tone="danger">{userMessage(query.error)}</Notice>;
  if (!query.data) return <Skeleton className="h-9" />;
  if (query.data.length === 0) return <p className="text-muted text-xs">Nothing has started yet.</p>;
  return (
    <ul className="flex flex-col">
      {inOrder(query.data, (id) => infoOf(nodes, id).depth).map((step) => (
        <NestedStep key={step.nodeId} step={step} info={infoOf(nodes, step.nodeId)} drawStep={drawStep} />
      ))}
    </ul>
  );
}

function NestedStep({ step, info, drawStep }: { step: StepView; info: NodeInfo; drawStep: DrawStep }) {
  return (
    <FoldingRow
      status={step.status}
      durationMs={step.durationMs}
      label={<span className="min-w-0 flex-1 truncate">{info.title}</span>}
      opensAtOnce={step.status === "failed"}
    >
      {() => <div className="mb-2 rounded-lg border [&>section:first-of-type]:border-t-0">{drawStep(step, info)}</div>}
    </FoldingRow>
  );
}
