"use client";
import Link from "next/link";
import { useState } from "react";
import { useDocsSearch } from "../navigation/use-docs-search.ts";
import { SearchInput } from "../ui/form/search-input.tsx";

/** Searches the text of the docs as one types; what it finds lies over the list of pages. */
export function DocsSearch() {
  const [query, setQuery] = useState("");
  const { matches, hasFailed } = useDocsSearch(query, 8);
  const isAsked = query.trim().length > 1;
  return (
    <search
      aria-label="Docs"
      className="relative mb-3 block"
      onKeyDown={(event) => {
        if (event.key === "Escape") setQuery("");
      }}
    >
      <SearchInput label="Search the docs" value={query} onChange={setQuery} />
      {isAsked ? (
        <div className="absolute top-full left-0 z-20 mt-1 w-full min-w-80 max-w-[calc(100vw-2rem)] rounded-lg border bg-raised p-1 shadow-float">
          {matches.length === 0 ? (
            <p role="status" className="px-3 py-4 text-center text-muted">
              {hasFailed
                ? "The docs cannot be searched now. Try again in a moment."
                : `Nothing found for “${query.trim()}”.`}
            </p>
          ) : (
            <ul aria-label="Found in the docs">
              {matches.map(({ href, title, page, excerpt }) => (
                <li key={href}>
                  <Link
                    href={href}
                    onClick={() => setQuery("")}
                    className="flex flex-col gap-0.5 rounded-md px-2.5 py-2 hover:bg-hover"
                  >
                    <span className="font-medium">{title}</span>
                    <span className="line-clamp-2 text-muted text-xs">{excerpt}</span>
                    <span className="text-2xs text-muted">{page}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      ) : null}
    </search>
  );
}
