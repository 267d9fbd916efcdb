"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { WebSourceView } from "../../../lib/views/web-source-views.ts";
import { useTRPC } from "../../api/provider.tsx";
import { Button } from "../../ui/form/button.tsx";
import { formatCount } from "../../ui/text/format.ts";

const most = 50;

/** Which pages of a source could not be read, and why; asked for when they are opened. */
export function FailedPages({ collectionId, source }: { collectionId: string; source: WebSourceView }) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const { failed } = source.pages;
  const at = { id: collectionId, sourceId: source.id, limit: most };
  const { data = [] } = useQuery({
    ...trpc.sources.pages.queryOptions(at),
    enabled: isOpen,
    refetchInterval: source.isRefreshing ? 2000 : false,
  });
  const pages = data.filter(({ state }) => state === "failed");
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="sm" tone="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? "Hide" : "Show"} {failed === 1 ? "the page" : `the ${formatCount(failed)} pages`} that failed
      </Button>
      {isOpen ? (
        <ul aria-label="Pages that failed" className="flex flex-col gap-2 text-xs">
          {pages.map(({ address, error }) => (
            <li key={address} className="[overflow-wrap:anywhere]">
              <span className="text-muted">{address}</span>
              <br />
              <span className="text-danger">{error}</span>
            </li>
          ))}
          {failed > most ? <li className="text-muted">and {formatCount(failed - most)} more</li> : null}
        </ul>
      ) : null}
    </div>
  );
}
