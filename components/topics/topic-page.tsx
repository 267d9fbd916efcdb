"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { RefreshCw, Send } from "lucide-react";
import { useRouter } from "next/navigation";
import type { EventView, TopicDetail } from "../../lib/views/live/topic-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { CopyButton } from "../ui/form/copy-field.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { DeleteButton } from "../ui/overlay/delete-button.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { ScrollBox } from "../ui/page/scroll-box.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Facts } from "../ui/text/facts.tsx";
import { formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { EventList } from "./event-list.tsx";
import { formatRetention } from "./format-retention.ts";
import { PublishDialog } from "./publish-dialog.tsx";

const shown = 50;
/** In Kafka, each look joins a group of readers, so it looks less often. */
const everyMs = { postgres: 3000, kafka: 15_000 };

/** A topic: what it is, and its last events as they come. */
export function TopicPage({ initial }: { initial: TopicDetail }) {
  const trpc = useTRPC();
  const mayEdit = useMay("topics.manage");
  const mayPublish = useMay("topics.publish");
  const { name, kafkaTopic } = initial;
  const isDead = name.endsWith(".dead");
  const refetchInterval = kafkaTopic === null ? everyMs.postgres : everyMs.kafka;
  const { data: topic } = useQuery({
    ...trpc.topics.get.queryOptions({ name }),
    initialData: initial,
    refetchInterval,
  });
  const events = useQuery({ ...trpc.topics.events.queryOptions({ name, limit: shown }), refetchInterval });
  const refresh = () => void events.refetch();
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/topics", label: "Topics" }]}
        title={name}
        description={<TopicFacts topic={topic} />}
        actions={
          <>
            <IconButton label="Refresh" onClick={refresh}>
              <RefreshCw aria-hidden className={events.isFetching ? "motion-safe:animate-spin" : ""} />
            </IconButton>
            {mayPublish ? <PublishDialog topic={name} onPublished={refresh} /> : null}
            {mayEdit ? <DeleteTopic name={name} /> : null}
          </>
        }
      />
      <div className="flex flex-col gap-8">
        {isDead ? <DeadLetters name={name} refetchInterval={refetchInterval} /> : null}
        {events.error ? <Notice tone="danger">{userMessage(events.error)}</Notice> : null}
        {events.isPending ? <Skeleton className="h-40" /> : null}
        {events.data && !(isDead && events.data.length === 0) ? <Events name={name} events={events.data} /> : null}
      </div>
    </>
  );
}

function TopicFacts({ topic }: { topic: TopicDetail }) {
  const { partitions, retentionHours, ends, kafkaTopic } = topic;
  const published = ends.reduce((sum, { next }) => sum + next, 0);
  const facts: Parameters<typeof Facts>[0]["facts"] = [
    ["Partitions", partitions],
    ["Kept", formatRetention(retentionHours)],
    // In Kafka, transactions take offsets too, so the number would be too large.
    ...(kafkaTopic === null
      ? ([["Published", formatCount(published)]] as const)
      : ([["In Kafka", kafkaTopic]] as const)),
  ];
  return <Facts facts={facts} />;
}

function Events({ name, events }: { name: string; events: readonly EventView[] }) {
  if (events.length > 0) {
    return (
      <section aria-label="Last events" className="flex flex-col gap-2">
        <h2 className="font-semibold text-md">Last events</h2>
        <EventList events={events} />
        {events.length === shown ? <p className="text-muted text-xs">The newest {shown} are shown.</p> : null}
      </section>
    );
  }
  const command = `curl ${location.origin}/api/v1/topics/${name}/events \\
  -H "Authorization: Bearer $PATCHBAY_KEY" \\
  -H "Content-Type: application/json" \\
  -d '[{"key": "user-1", "value": {"item": "Dracula"}}]'`;
  return (
    <EmptyState icon={<Send />} title="No events yet" className="max-w-full">
      Publish one here, with a Publish event node in a pipeline, or from a terminal with an API key:
      <div className="mt-3 flex items-start gap-1 rounded-md border bg-panel p-2 text-left">
        <ScrollBox label="Command" className="min-w-0 flex-1">
          <pre className="p-1 font-mono text-ink text-xs">{command}</pre>
        </ScrollBox>
        <CopyButton label="Copy the command" value={command} />
      </div>
    </EmptyState>
  );
}

function DeleteTopic({ name }: { name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const remove = useMutation(
    trpc.topics.delete.mutationOptions({ onError: toastError, onSuccess: () => router.push("/topics") }),
  );
  return (
    <DeleteButton name={name} busy={remove.isPending || remove.isSuccess} onConfirm={() => remove.mutate({ name })}>
      Its events are deleted with it. Pipelines that publish to it fail from then on.
    </DeleteButton>
  );
}
