"use client";
import { SearchInput } from "../ui/form/search-input.tsx";
import { Segments } from "../ui/form/segments.tsx";
import { Select } from "../ui/form/select.tsx";
import { type SortOrder, sortOrders } from "./sort-pipelines.ts";

const shelves = [
  { value: "active", label: "Active" },
  { value: "archived", label: "Archived" },
] as const;

export function PipelineFilters({
  search,
  onSearch,
  order,
  onOrder,
  archived,
  onArchived,
}: {
  search: string;
  onSearch: (search: string) => void;
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
  archived: boolean;
  onArchived: (archived: boolean) => void;
}) {
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search pipelines"
        value={search}
        onChange={onSearch}
        className="min-w-40 flex-1 sm:max-w-80"
      />
      <div className="w-44">
        <Select
          aria-label="Sort by"
          prefix="Sort"
          className="bg-panel"
          value={order}
          options={sortOrders}
          onChange={onOrder}
        />
      </div>
      <div className="sm:ml-auto">
        <Segments
          label="Show"
          value={archived ? "archived" : "active"}
          options={shelves}
          onChange={(shelf) => onArchived(shelf === "archived")}
        />
      </div>
    </div>
  );
}
