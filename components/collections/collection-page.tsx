"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { CollectionSizes, CollectionView, DocumentView } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { DropZone, documentTypes } from "../ui/form/drop-zone.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Facts } from "../ui/text/facts.tsx";
import { formatCount } from "../ui/text/format.ts";
import { CollectionMenu } from "./collection-menu.tsx";
import { DocumentTable, isUnderWay } from "./document-table.tsx";
import { EmbeddingPanel } from "./embedding-panel.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { stores } from "./stores.ts";
import { UploadList } from "./upload-list.tsx";
import { useAdding } from "./use-adding.tsx";
import { useUploads } from "./use-uploads.ts";
import { WebPanel } from "./web/web-panel.tsx";

type Props = { initial: CollectionView; initialDocuments: DocumentView[] };

/** One collection: its documents on their way in and there, and a search to try it out. */
export function CollectionPage({ initial, initialDocuments }: Props) {
  const { collection, documents, sizes, refresh, onDeleted } = useCollection(initial, initialDocuments);
  const { uploads, send, dismiss } = useUploads(initial.id, refresh);
  const { add, dialog } = useAdding(initial.id, documents, send);
  const trpc = useTRPC();
  const mayEdit = useMay("collections.write");
  const remove = useMutation(
    trpc.collections.deleteDocument.mutationOptions({ onError: toastError, onSettled: onDeleted }),
  );
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/collections", label: "Collections" }]}
        title={collection.name}
        description={
          <span className="flex flex-col gap-2">
            {collection.description ? <span>{collection.description}</span> : null}
            <Facts facts={factsOf(collection, sizes)} />
          </span>
        }
        actions={mayEdit ? <CollectionMenu collection={collection} onChanged={refresh} /> : null}
      />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {mayEdit ? (
            <DropZone
              label="Files to add"
              onFiles={add}
              hint="PDF, Word, Excel, PowerPoint, OpenDocument, rich text, Markdown, HTML, CSV, JSON, text, e-books or email"
              accept={documentTypes}
            />
          ) : null}
          {dialog}
          <UploadList uploads={uploads} onDismiss={dismiss} />
          <DocumentTable
            collectionId={collection.id}
            documents={documents}
            onDelete={(documentId) => remove.mutate({ id: collection.id, documentId })}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-16">
          <SearchPanel collectionId={collection.id} isFilling={documents.some(isUnderWay)} />
          <WebPanel collectionId={collection.id} onChanged={refresh} />
          <EmbeddingPanel collection={collection} sizes={sizes} onChanged={refresh} />
        </div>
      </div>
    </>
  );
}

/** Asks once a second while documents are being taken in. */
function useCollection(initial: CollectionView, initialDocuments: DocumentView[]) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { id } = initial;
  const documents = useQuery({
    ...trpc.collections.documents.queryOptions({ id }),
    initialData: initialDocuments,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1000 : false),
  });
  const isBusy = documents.data.some(isUnderWay);
  const collection = useQuery({
    ...trpc.collections.get.queryOptions({ id }),
    initialData: initial,
    refetchInterval: ({ state }) => (isBusy || state.data?.reembedding?.error === null ? 2000 : false),
  });
  const sizes = useQuery(trpc.collections.sizes.queryOptions({ id }));
  const refresh = useCallback(() => {
    queries.invalidateQueries({ queryKey: trpc.collections.documents.queryKey({ id }) });
    queries.invalidateQueries({ queryKey: trpc.collections.get.queryKey({ id }) });
    queries.invalidateQueries({ queryKey: trpc.collections.sizes.queryKey({ id }) });
  }, [queries, trpc, id]);
  /** What was found in a document that is gone is gone as well. */
  const onDeleted = useCallback(() => {
    refresh();
    queries.invalidateQueries({ queryKey: trpc.collections.search.pathKey() });
  }, [refresh, queries, trpc]);
  return { collection: collection.data, documents: documents.data, sizes: sizes.data, refresh, onDeleted };
}

function factsOf(
  { driver, documents, chunks }: CollectionView,
  sizes: CollectionSizes | undefined,
): [string, string][] {
  const inPostgres: [string, string][] =
    sizes && driver === "postgres"
      ? [
          ["Text", formatBytes(sizes.text)],
          ["Vectors", formatBytes(sizes.vectors)],
        ]
      : [];
  return [
    ["Documents", formatCount(documents)],
    ["Chunks", formatCount(chunks)],
    ["Stored in", stores[driver].label],
    ...(sizes ? [["Files", formatBytes(sizes.files)] satisfies [string, string]] : []),
    ...inPostgres,
  ];
}
