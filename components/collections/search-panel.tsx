"use client";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type SyntheticEvent, useEffect, useState } from "react";
import { SearchMode } from "../../lib/documents/collection.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { parseFilter } from "../../lib/search-filter/parse-filter.ts";
import type { SearchFilter } from "../../lib/search-filter/search-filter.ts";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Input } from "../ui/form/input.tsx";
import { Segments } from "../ui/form/segments.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { FoundList } from "./found-list.tsx";

const modeLabels = { hybrid: "Both", vector: "Meaning", text: "Keywords" } as const satisfies Record<
  SearchMode,
  string
>;
const modes = SearchMode.options.map((value) => ({ value, label: modeLabels[value] }));

/** Tries the collection out: what would a Retriever find for this? `isFilling`: documents are still being taken in. */
export function SearchPanel({ collectionId, isFilling }: { collectionId: string; isFilling: boolean }) {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const [mode, setMode] = useState<SearchMode>("hybrid");
  const [filterText, setFilterText] = useState("");
  const [filter, setFilter] = useState<ReturnType<typeof readFilter>>({});
  const trpc = useTRPC();
  const { data, error, isFetching, refetch } = useQuery({
    ...trpc.collections.search.queryOptions({
      ...{ id: collectionId, text: asked, limit: 5, mode, explain: true },
      ...(filter.value && { filter: filter.value }),
    }),
    enabled: asked !== "" && filter.problem === undefined,
    staleTime: 0,
    refetchInterval: ({ state }) => (isFilling && state.data?.length === 0 ? 2000 : false),
  });
  const hasAsked = asked !== "";
  useEffect(() => {
    // The last document that came in may hold the answer.
    if (!isFilling && hasAsked) refetch({ cancelRefetch: false });
  }, [isFilling, hasAsked, refetch]);
  const search = (event: SyntheticEvent) => {
    event.preventDefault();
    setFilter(readFilter(filterText));
    setAsked(text.trim());
  };
  return (
    <section aria-label="Try a search" className="flex flex-col gap-3 rounded-card border bg-panel p-4">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold text-md">Try a search</h2>
        <Segments label="Search by" value={mode} options={modes} onChange={setMode} />
      </header>
      <form onSubmit={search} className="flex flex-wrap gap-2 *:min-w-0">
        <Input
          type="search"
          aria-label="Search this collection"
          placeholder="Ask a question about the documents"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" disabled={text.trim() === ""}>
          <Search aria-hidden className="size-4" />
          Search
        </Button>
        <Input
          aria-label="Only documents with"
          placeholder="Only documents with, such as year >= 2024"
          value={filterText}
          onChange={(event) => setFilterText(event.target.value)}
          className="basis-full font-mono text-xs"
        />
      </form>
      <div aria-live="polite" className="flex flex-col gap-2">
        {filter.problem === undefined ? null : <Notice tone="danger">{filter.problem}</Notice>}
        {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
        {data && data.length > 0 ? <FoundList collectionId={collectionId} found={data} /> : null}
        {data?.length === 0 ? (
          <p className="text-muted">
            {isFilling
              ? "No results yet. Documents are still being indexed, and the results update by themselves."
              : "No results. Try other words, or search by meaning."}
          </p>
        ) : null}
        {!data && isFetching ? <Skeleton className="h-24" /> : null}
        {asked === "" ? (
          <p className="text-muted text-xs">
            Shows the five best chunks with their relevance from 0 to 1, as a Retriever node finds them, and how each
            was found.
          </p>
        ) : null}
      </div>
    </section>
  );
}

function readFilter(text: string): { value?: SearchFilter | undefined; problem?: string } {
  try {
    return { value: parseFilter(text) };
  } catch (error) {
    return { problem: error instanceof PatchbayError ? error.userMessage : "This filter cannot be read." };
  }
}
