"use client";
import { Radio } from "lucide-react";
import Link from "next/link";
import { useEditor } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { triggerOf } from "../editor/store/triggers.ts";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { Until } from "../ui/text/until.tsx";

const TopicState = lazyPart(async () => (await import("./topic-state.tsx")).TopicState);

/** How a trigger stands that is switched on: its last event with its run, the next one, and what stood in the way. */
export function TriggerState({ nodeId }: { nodeId: string }) {
  const trigger = useEditor((state) => triggerOf(state, nodeId));
  const version = useEditor((state) => state.triggers?.version);
  const latest = useEditor((state) => state.latestVersion);
  const editable = useEditor(canEdit);
  if (!trigger) return null;
  const { events, lastEventAt, lastRunId, nextTimes, error, topic } = trigger;
  const [next] = nextTimes;
  return (
    <section aria-label="Trigger" className="flex flex-col gap-2 rounded-lg border bg-canvas p-3 text-xs">
      <h3 className="flex items-center gap-2 font-medium text-sm">
        <Radio aria-hidden className="size-4 text-success" /> On, in version {version}
      </h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&>dt]:text-muted">
        <dt>Events</dt>
        <dd className="tabular-nums">{events}</dd>
        <dt>Last event</dt>
        <dd>
          {lastEventAt === null ? "None yet" : <TimeAgo at={lastEventAt} />}
          {lastRunId === null ? null : (
            <>
              {" · "}
              <Link href={`/runs/${lastRunId}`} prefetch={false} className="rounded-sm text-accent-ink underline">
                its run
              </Link>
            </>
          )}
        </dd>
        {next === undefined ? null : (
          <>
            <dt>Next</dt>
            <dd className="tabular-nums">
              <Until at={next} />
            </dd>
          </>
        )}
      </dl>
      {topic ? <TopicState topic={topic} /> : null}
      {error ? (
        <Notice tone="warning">
          {error.message} <TimeAgo at={error.at} />
        </Notice>
      ) : null}
      {latest !== undefined && version !== undefined && version !== null && version < latest ? (
        <p className="text-muted">
          Version {latest} is newer.
          {editable ? ` Press “Switch to version ${latest}” above the canvas to use it.` : null}
        </p>
      ) : null}
    </section>
  );
}
