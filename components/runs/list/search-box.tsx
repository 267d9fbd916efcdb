"use client";
import { useEffect, useState } from "react";
import { SearchInput } from "../../ui/form/search-input.tsx";

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
    <SearchInput
      label="Search runs"
      placeholder="Search inputs, outputs, errors"
      maxLength={200}
      value={typed}
      onChange={setTyped}
      className="w-full sm:w-64"
    />
  );
}
