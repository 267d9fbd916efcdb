"use client";
import { runStatuses, triggers } from "../../lib/run.ts";
import { Button } from "../ui/button.tsx";
import { type Option, Select } from "../ui/select.tsx";
import { statusLooks } from "../ui/status-pill.tsx";
import {
  filtersToSearch,
  type HistoryFilters,
  noFilters,
  periodNames,
  periods,
  readFilters,
} from "./history-filters.ts";
import { triggerLabels } from "./trigger-label.ts";

const all = (label: string): Option => ({ value: "all", label });
const statusOptions = [all("Any status"), ...runStatuses.map((value) => ({ value, label: statusLooks[value].label }))];
const triggerOptions = [all("Any trigger"), ...triggers.map((value) => ({ value, label: triggerLabels[value] }))];
const periodOptions = periodNames.map((value) => ({ value, label: periods[value].label }));

export function HistoryFilterBar({
  filters,
  versions,
  onChange,
}: {
  filters: HistoryFilters;
  /** Numbers of the published versions, newest first. */
  versions: readonly number[];
  onChange: (filters: HistoryFilters) => void;
}) {
  const versionOptions = [
    all("Any version"),
    { value: "draft", label: "Draft" },
    ...versions.map((number) => ({ value: String(number), label: `Version ${number}` })),
  ];
  const set = (change: Record<string, string>) => onChange(readFilters({ ...filters, ...change }));
  const selects = [
    { label: "Status", key: "status", options: statusOptions },
    { label: "Version", key: "version", options: versionOptions },
    { label: "Trigger", key: "trigger", options: triggerOptions },
    { label: "Time", key: "period", options: periodOptions },
  ] as const;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {selects.map(({ label, key, options }) => (
        <div key={key} className="w-[calc(50%-0.25rem)] sm:w-36">
          <Select
            aria-label={label}
            className="bg-panel"
            value={filters[key]}
            options={options}
            onChange={(value) => set({ [key]: value })}
          />
        </div>
      ))}
      {filtersToSearch(filters) === "" ? null : (
        <Button tone="ghost" onClick={() => onChange(noFilters)}>
          Clear
        </Button>
      )}
    </div>
  );
}
