"use client";
import { Search } from "lucide-react";
import { Input } from "../ui/form/input.tsx";
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
      <div className="relative min-w-40 flex-1 sm:max-w-80">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
        <Input
          type="search"
          aria-label="Search pipelines"
          placeholder="Search"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          className="bg-panel pl-8"
        />
      </div>
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
