"use client";
import { runStatuses } from "../../../lib/run.ts";
import { Button } from "../../ui/form/button.tsx";
import { type Option, Select } from "../../ui/form/select.tsx";
import { statusStyles } from "../../ui/text/status-pill.tsx";
import {
  filtersToSearch,
  type HistoryFilters,
  noFilters,
  periodNames,
  periods,
  readFilters,
} from "./history-filters.ts";
import { PipelineFilter } from "./pipeline-filter.tsx";
import { SearchBox } from "./search-box.tsx";
import { listedTriggers, triggerLabels } from "./trigger-label.ts";

const all = (label: string): Option => ({ value: "all", label });
const statusOptions = [all("Any status"), ...runStatuses.map((value) => ({ value, label: statusStyles[value].label }))];
const triggerOptions = [
  all("Any trigger"),
  { value: "single", label: "All but batches" },
  ...listedTriggers.map((value) => ({ value, label: triggerLabels[value] })),
];
const periodOptions = periodNames.map((value) => ({ value, label: periods[value].label }));

/** Whose runs a list holds: one pipeline's, with the numbers of its versions, newest first, or the workspace's. */
export type RunScope =
  | { kind: "pipeline"; id: string; versions: readonly number[] }
  /** The name of the pipeline that the list was opened with, if with one. */
  | { kind: "workspace"; pipelineName: string | undefined };

export function HistoryFilterBar({
  filters,
  scope,
  onChange,
}: {
  filters: HistoryFilters;
  scope: RunScope;
  onChange: (filters: HistoryFilters) => void;
}) {
  const set = (change: Partial<HistoryFilters>) => onChange(readFilters({ ...filters, ...change }));
  const choice = (key: "status" | "version" | "trigger" | "period", label: string, options: readonly Option[]) => (
    <Select
      aria-label={label}
      className="bg-panel"
      value={filters[key]}
      options={options}
      onChange={(value) => set({ [key]: value })}
    />
  );
  return (
    <search aria-label="Filters" className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox search={filters.search} onSearch={(search) => set({ search })} />
      <div className={cell}>{choice("status", "Status", statusOptions)}</div>
      {scope.kind === "pipeline" ? (
        <div className={cell}>{choice("version", "Version", versionOptions(scope.versions))}</div>
      ) : (
        <div className={cell}>
          <PipelineFilter
            chosen={filters.pipeline}
            firstName={scope.pipelineName}
            onChange={(pipeline) => set({ pipeline })}
          />
        </div>
      )}
      <div className={cell}>{choice("trigger", "Trigger", triggerOptions)}</div>
      <div className={cell}>{choice("period", "Time", periodOptions)}</div>
      {filtersToSearch(filters) === "" ? null : (
        <Button tone="ghost" onClick={() => onChange(noFilters)}>
          Clear
        </Button>
      )}
    </search>
  );
}

const cell = "w-[calc(50%-0.25rem)] sm:w-36";

function versionOptions(versions: readonly number[]): Option[] {
  const numbered = versions.map((number) => ({ value: String(number), label: `Version ${number}` }));
  return [all("Any version"), { value: "draft", label: "Draft" }, ...numbered];
}
