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
  const look = "w-36 max-sm:w-[calc(50%-0.25rem)] bg-panel";
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Select
        aria-label="Status"
        className={look}
        value={filters.status}
        options={statusOptions}
        onChange={(status) => set({ status })}
      />
      <Select
        aria-label="Version"
        className={look}
        value={filters.version}
        options={versionOptions}
        onChange={(version) => set({ version })}
      />
      <Select
        aria-label="Trigger"
        className={look}
        value={filters.trigger}
        options={triggerOptions}
        onChange={(trigger) => set({ trigger })}
      />
      <Select
        aria-label="Time"
        className={look}
        value={filters.period}
        options={periodOptions}
        onChange={(period) => set({ period })}
      />
      {filtersToSearch(filters) === "" ? null : (
        <Button tone="ghost" onClick={() => onChange(noFilters)}>
          Clear
        </Button>
      )}
    </div>
  );
}
