"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { CollectionView, DocumentView } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Facts } from "../ui/text/facts.tsx";
import { countOf, formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { DocumentFields } from "./document-fields.tsx";
import { DocumentState, isUnderWay } from "./document-table.tsx";
import { Reindex } from "./reindex.tsx";

const PAGE = 50;

/** One document: its state, its chunks as they were cut, and having it indexed again. */
type Props = { collection: CollectionView; initial: DocumentView; chunk?: number | undefined };

export function DocumentPage({ collection, initial, chunk }: Props) {
  const trpc = useTRPC();
  const mayEdit = useMay("collections.write");
  const at = { id: collection.id, documentId: initial.id };
  const { data: document } = useQuery({
    ...trpc.collections.document.queryOptions(at),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? 1000 : false),
  });
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/collections", label: "Collections" },
          { href: `/collections/${collection.id}`, label: collection.name },
        ]}
        title={document.name}
        description={<DocumentFacts document={document} />}
      />
      <div className="flex max-w-3xl flex-col gap-4">
        {document.status === "ready" ? null : <DocumentState document={document} before={0} />}
        <DocumentFields collectionId={collection.id} document={document} mayEdit={mayEdit} />
        {mayEdit ? <Reindex collectionId={collection.id} document={document} /> : null}
        {/* Cut anew, the chunks are others. */}
        <Chunks
          key={`${document.status} ${document.chunksTotal}`}
          collectionId={collection.id}
          document={document}
          chunk={chunk}
        />
      </div>
    </>
  );
}

function DocumentFacts({ document }: { document: DocumentView }) {
  const { bytes, chunkSize, chunkUnit, chunksTotal, createdAt } = document;
  const facts: Parameters<typeof Facts>[0]["facts"] = [
    ["Size", formatBytes(bytes)],
    ["Chunks", formatCount(chunksTotal)],
    [
      "Chunk size",
      chunkSize === null ? "As a pipeline added them" : `Up to ${formatCount(chunkSize)} ${chunkUnit ?? ""}`,
    ],
    ["Added", <TimeAgo key="added" at={createdAt} />],
  ];
  return <Facts facts={facts} />;
}

type ChunksProps = { collectionId: string; document: DocumentView; chunk: number | undefined };

function Chunks({ collectionId, document, chunk }: ChunksProps) {
  const trpc = useTRPC();
  // A document that was cut anew since may have fewer.
  const isGone = chunk !== undefined && document.status === "ready" && chunk >= document.chunksTotal;
  const [from, setFrom] = useState(chunk === undefined || isGone ? 0 : Math.floor(chunk / PAGE) * PAGE);
  const isShown = useRef(false);
  /** The passage that a search or a citation leads to, once. */
  const show = (element: HTMLElement | null) => {
    if (!element || isShown.current) return;
    isShown.current = true;
    element.scrollIntoView({ block: "center" });
  };
  const at = { id: collectionId, documentId: document.id };
  const { data: chunks, error } = useQuery({
    ...trpc.collections.chunks.queryOptions({ ...at, from, limit: PAGE }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label="Chunks" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Chunks</h2>
      {isGone ? (
        <Notice>This passage is no longer there: the document has been indexed again since it was found.</Notice>
      ) : null}
      {error ? <Notice tone="danger">{userMessage(error)}</Notice> : null}
      {chunks || error ? null : <Skeleton className="h-24" />}
      {chunks?.length === 0 ? <p className="text-muted">There are no chunks yet.</p> : null}
      <ol className="flex flex-col gap-2">
        {chunks?.map(({ position, text, metadata }) => (
          <li
            key={position}
            ref={position === chunk ? show : undefined}
            aria-current={position === chunk ? "location" : undefined}
            className="rounded-lg border bg-canvas p-3 aria-[current]:border-accent aria-[current]:bg-accent/10"
          >
            <p className="mb-1.5 flex justify-between gap-3 text-muted text-xs">
              <span className="min-w-0 truncate">{whereFrom(position, metadata)}</span>
              <span className="shrink-0 tabular-nums">{countOf(text.length, "character")}</span>
            </p>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
          </li>
        ))}
      </ol>
      {document.chunksTotal > PAGE ? (
        <p className="flex items-center gap-2 text-muted text-xs tabular-nums">
          <Button size="sm" disabled={from === 0} onClick={() => setFrom(from - PAGE)}>
            Previous
          </Button>
          <Button size="sm" disabled={from + PAGE >= document.chunksTotal} onClick={() => setFrom(from + PAGE)}>
            Next
          </Button>
          {formatCount(from + 1)}–{formatCount(Math.min(from + PAGE, document.chunksTotal))} of{" "}
          {formatCount(document.chunksTotal)}
        </p>
      ) : null}
    </section>
  );
}

function whereFrom(position: number, { heading, page, row }: Record<string, unknown>): string {
  const parts = [
    heading,
    page === undefined ? undefined : `page ${page}`,
    row === undefined ? undefined : `row ${row}`,
  ].filter((part) => part !== undefined);
  return [position + 1, ...parts].join(" · ");
}
