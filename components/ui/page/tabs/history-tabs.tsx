import { TabLinks } from "./tab-links.tsx";

/** The two pages of what a pipeline did: its runs, and its batches. */
export function HistoryTabs({ pipelineId, current }: { pipelineId: string; current: "runs" | "batches" }) {
  const pages = [
    { href: `/p/${pipelineId}/runs`, label: "Runs", isCurrent: current === "runs" },
    { href: `/p/${pipelineId}/batches`, label: "Batches", isCurrent: current === "batches" },
  ];
  return <TabLinks label="Of this pipeline" pages={pages} />;
}
