"use client";
import { useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import Link from "next/link";
import type { TopicView } from "../../lib/views/live/topic-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { DataTabs } from "../ui/page/tabs/data-tabs.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { formatRetention } from "./format-retention.ts";
import { NewTopicDialog } from "./new-topic-dialog.tsx";

export function TopicsPage({ initial }: { initial: TopicView[] }) {
  const trpc = useTRPC();
  const mayEdit = useMay("topics.manage");
  const { data } = useQuery({ ...trpc.topics.list.queryOptions(), initialData: initial });
  return (
    <>
      <PageHeader
        title="Topics"
        description="Events that pipelines and other programs publish, kept in order."
        actions={mayEdit ? <NewTopicDialog /> : null}
      />
      <DataTabs current="/topics" />
      {data.length === 0 ? (
        <EmptyState icon={<Radio />} title="No topics yet" action={mayEdit ? <NewTopicDialog /> : null}>
          Make a topic, then publish to it: with a Publish event node in a pipeline, or from any program with a POST
          request. The topic's page shows the command.
        </EmptyState>
      ) : (
        <TopicTable topics={data} />
      )}
    </>
  );
}

function TopicTable({ topics }: { topics: readonly TopicView[] }) {
  return (
    <Table
      label="Topics"
      head={
        <>
          <Th>Name</Th>
          <Th className="text-right">Partitions</Th>
          <Th>Kept</Th>
          <Th className="text-right max-sm:hidden">Created</Th>
        </>
      }
    >
      {topics.map(({ name, partitions, retentionHours, createdAt }) => (
        <tr key={name} className="relative transition-colors hover:bg-hover/50">
          <Td className="max-w-96 max-sm:max-w-36">
            <Link
              href={`/topics/${encodeURIComponent(name)}`}
              className="block truncate rounded-sm font-medium after:absolute after:inset-0"
            >
              {name}
            </Link>
          </Td>
          <Td className="text-right tabular-nums">{partitions}</Td>
          <Td className="whitespace-nowrap text-muted">{formatRetention(retentionHours)}</Td>
          <Td className="whitespace-nowrap text-right text-muted max-sm:hidden">
            <TimeAgo at={createdAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}
