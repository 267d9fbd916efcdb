"use client";
import { useQuery } from "@tanstack/react-query";
import { Variable } from "lucide-react";
import Link from "next/link";
import type { StoreView } from "../../lib/views/state-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { DataTabs } from "../ui/page/tabs/data-tabs.tsx";
import { formatCount } from "../ui/text/format.ts";
import { TimeAgo } from "../ui/text/time-ago.tsx";

export function StoresPage({ initial }: { initial: StoreView[] }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.stores.list.queryOptions(), initialData: initial });
  return (
    <>
      <PageHeader title="Stores" description="What State nodes keep between runs, under keys." />
      <DataTabs current="/stores" />
      {data.length === 0 ? (
        <EmptyState icon={<Variable />} title="No stores yet">
          A State node keeps counters, profiles and lists between runs. Add one to a pipeline and name a store in its
          settings: the first change makes the store. See{" "}
          <Link href="/docs/nodes/state" className="text-ink underline">
            the State node
          </Link>
          .
        </EmptyState>
      ) : (
        <StoreTable stores={data} />
      )}
    </>
  );
}

function StoreTable({ stores }: { stores: readonly StoreView[] }) {
  return (
    <Table
      label="Stores"
      head={
        <>
          <Th>Name</Th>
          <Th className="text-right">Entries</Th>
          <Th className="text-right">Created</Th>
        </>
      }
    >
      {stores.map(({ name, entries, hasMore, createdAt }) => (
        <tr key={name} className="relative transition-colors hover:bg-hover/50">
          <Td className="max-w-96 max-sm:max-w-36">
            <Link
              href={`/stores/${encodeURIComponent(name)}`}
              className="block truncate rounded-sm font-medium after:absolute after:inset-0"
            >
              {name}
            </Link>
          </Td>
          <Td className="text-right tabular-nums">
            {formatCount(entries)}
            {hasMore ? "+" : ""}
          </Td>
          <Td className="whitespace-nowrap text-right text-muted">
            <TimeAgo at={createdAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
