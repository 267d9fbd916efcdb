import type { PipelineSummary } from "../../lib/views/api-views.ts";

export const sortOrders = [
  { value: "changed", label: "Last changed" },
  { value: "ran", label: "Last run" },
  { value: "name", label: "Name" },
] as const;
export type SortOrder = (typeof sortOrders)[number]["value"];

const compare: Record<SortOrder, (a: PipelineSummary, b: PipelineSummary) => number> = {
  changed: (a, b) => b.updatedAt.localeCompare(a.updatedAt),
  ran: (a, b) => (b.lastRun?.createdAt ?? "").localeCompare(a.lastRun?.createdAt ?? ""),
  name: (a, b) => a.name.localeCompare(b.name, "en", { numeric: true, sensitivity: "base" }),
};

/** Every tag in use, by the alphabet. */
export function tagsOf(pipelines: readonly PipelineSummary[]): string[] {
  const tags = new Set(pipelines.flatMap((pipeline) => pipeline.tags));
  return [...tags].sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base" }));
}

type Ask = { search: string; order: SortOrder; exampleOrder: readonly string[]; tag?: string | undefined };

/** Those whose name or description holds every word, in the order asked for; examples as one learns from them. */
export function sortPipelines(
  pipelines: readonly PipelineSummary[],
  { search, order, exampleOrder, tag }: Ask,
): PipelineSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = ({ name, description, tags }: PipelineSummary) => {
    if (tag !== undefined && !tags.includes(tag)) return false;
    const text = `${name}\n${description}\n${tags.join("\n")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = pipelines.filter(holds).sort(compare[order]);
  if (order !== "changed") return found;
  const place = ({ exampleKey }: PipelineSummary) => exampleOrder.indexOf(exampleKey ?? "");
  const examples = found.filter((pipeline) => pipeline.exampleKey !== undefined);
  return [
    ...found.filter((pipeline) => pipeline.exampleKey === undefined),
    ...examples.sort((a, b) => place(a) - place(b)),
  ];
}
