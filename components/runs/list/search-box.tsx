"use client";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "../../ui/form/input.tsx";

const typingPauseMs = 300;

/** Asks once typing pauses: each search reads through thousands of runs. */
export function SearchBox({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const [typed, setTyped] = useState(search);
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onSearch(typed), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, search, onSearch]);
  // Emptied from outside, by “Clear”.
  useEffect(() => {
    if (search === "") setTyped("");
  }, [search]);
  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
      <Input
        type="search"
        aria-label="Search runs"
        placeholder="Search inputs, outputs, errors"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="bg-panel pl-8"
      />
    </div>
  );
}
