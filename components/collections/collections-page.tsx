"use client";
import { useQuery } from "@tanstack/react-query";
import { Library } from "lucide-react";
import Link from "next/link";
import type { CollectionView } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { formatCount } from "../ui/text/format.ts";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { NewCollectionDialog } from "./new-collection-dialog.tsx";
import { stores } from "./stores.ts";

export function CollectionsPage({ initial }: { initial: CollectionView[] }) {
  const trpc = useTRPC();
  const mayEdit = useMay("collections.write");
  const { data } = useQuery({ ...trpc.collections.list.queryOptions(), initialData: initial });
  return (
    <>
      <PageHeader
        title="Collections"
        description="Documents, split into chunks and indexed, for pipelines to search."
        actions={mayEdit ? <NewCollectionDialog /> : null}
      />
      {data.length === 0 ? (
        <EmptyState icon={<Library />} title="No collections yet" action={mayEdit ? <NewCollectionDialog /> : null}>
          A collection holds your documents. A Retriever node finds the chunks that answer a question, and a model
          writes the answer from them.
        </EmptyState>
      ) : (
        <CollectionTable collections={data} />
      )}
    </>
  );
}

function CollectionTable({ collections }: { collections: readonly CollectionView[] }) {
  return (
    <Table
      label="Collections"
      head={
        <>
          <Th>Name</Th>
          <Th className="max-md:hidden">Stored in</Th>
          <Th className="text-right">Documents</Th>
          <Th className="text-right">Chunks</Th>
          <Th className="text-right max-sm:hidden">Changed</Th>
        </>
      }
    >
      {collections.map(({ id, name, description, driver, documents, chunks, exampleKey, updatedAt }) => (
        <tr key={id} className="relative transition-colors hover:bg-hover/50">
          <Td className="max-w-96 py-2 max-md:max-w-64 max-sm:max-w-32">
            <span className="flex items-center gap-2">
              <Link
                href={`/collections/${id}`}
                className="truncate rounded-sm font-medium after:absolute after:inset-0"
              >
                {name}
              </Link>
              {exampleKey === undefined ? null : (
                <span className="max-sm:hidden">
                  <Badge>Example</Badge>
                </span>
              )}
            </span>
            {description ? <p className="truncate text-muted text-xs">{description}</p> : null}
          </Td>
          <Td className="text-muted max-md:hidden">{stores[driver].label}</Td>
          <Td className="text-right tabular-nums">{formatCount(documents)}</Td>
          <Td className="text-right tabular-nums">{formatCount(chunks)}</Td>
          <Td className="whitespace-nowrap text-right text-muted max-sm:hidden">
            <TimeAgo at={updatedAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
