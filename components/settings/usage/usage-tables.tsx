import { ChartNoAxesColumn } from "lucide-react";
import type { ReactNode } from "react";
import type { Counts, UsageView } from "../../../lib/views/usage-views.ts";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { Table, Td, Th } from "../../ui/page/table.tsx";
import { countOf, formatCount, formatDuration, formatTotalCost, underCost } from "../../ui/text/format.ts";

/** A month's calls by pipeline and by model. */
export function UsageTables({ usage: { byPipeline, byModel, outsideOfRuns, month } }: { usage: UsageView }) {
  if (byModel.length === 0) {
    return (
      <EmptyState icon={<ChartNoAxesColumn />} title={`No calls in ${month}`} className="py-8">
        Steps that ask a model are counted here, and documents that are embedded.
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="By pipeline" head={<Heads first="Pipeline" />}>
        {byPipeline.map(({ pipelineId, pipelineName, ...counts }) => (
          <Row key={pipelineId} counts={counts}>
            {pipelineName === null ? (
              <span className="text-muted">Deleted pipeline</span>
            ) : (
              <a href={`/p/${pipelineId}`} className="hover:underline">
                {pipelineName}
              </a>
            )}
          </Row>
        ))}
        {outsideOfRuns.calls > 0 && (
          <Row counts={outsideOfRuns}>
            <span className="text-muted">Documents and searches outside of runs</span>
          </Row>
        )}
      </Table>
      <Table label="By model" head={<Heads first="Model" />}>
        {byModel.map(({ model, kind, ...counts }) => (
          <Row key={`${kind} ${model}`} counts={counts}>
            <span className="font-mono text-xs">{model}</span>
            {kind !== "chat" && (
              <span className="ml-2 text-muted text-xs">
                {kind === "embedding" ? "Embedding" : "Rerank"}, {unitsOf(kind, counts.units)}
              </span>
            )}
          </Row>
        ))}
      </Table>
    </>
  );
}

function unitsOf(kind: "embedding" | "rerank", units: number): string {
  return kind === "embedding" ? countOf(units, "text") : countOf(units, "search", "searches");
}

function Heads({ first }: { first: string }) {
  return (
    <>
      <Th>{first}</Th>
      {["Calls", "Tokens in", "Tokens out", "Time", "Cost"].map((title) => (
        <Th key={title} className="text-right">
          {title}
        </Th>
      ))}
    </>
  );
}

/** What is not counted, such as the time of the embedding on board. */
const none = "–";

function Row({ counts, children }: { counts: Counts; children: ReactNode }) {
  const cells = [
    formatCount(counts.calls),
    counts.tokensIn === 0 ? none : formatCount(counts.tokensIn),
    counts.tokensOut === 0 ? none : formatCount(counts.tokensOut),
    counts.seconds === 0 ? none : formatDuration(counts.seconds * 1000),
    underCost(formatTotalCost(counts)),
  ];
  return (
    <tr>
      <Td className="max-w-60 truncate">{children}</Td>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a row have their places.
        <Td key={index} className="whitespace-nowrap text-right tabular-nums">
          {cell}
        </Td>
      ))}
    </tr>
  );
}
