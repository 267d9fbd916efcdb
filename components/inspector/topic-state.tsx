"use client";
import Link from "next/link";
import type { TopicTriggerView } from "../../lib/views/live/trigger-views.ts";
import { countOf, formatCount } from "../ui/text/format.ts";

/** How far a Topic node has come: what waits in its topic, how fast it goes, and what did not become a run. */
export function TopicState({ topic }: { topic: TopicTriggerView }) {
  const { name, isForeign, lag, perMinute, skipped, dead, deadTopic, lost, partitions } = topic;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&>dt]:text-muted">
        <dt>Topic</dt>
        <dd>{isForeign ? <span className="break-all">{name}</span> : <TopicLink name={name} />}</dd>
        <dt>Waiting</dt>
        <dd className="tabular-nums">{lag === null ? "Unknown: the topic does not respond" : countOf(lag, "event")}</dd>
        <dt>Rate</dt>
        <dd className="tabular-nums">{formatCount(perMinute)} in the last minute</dd>
        {skipped > 0 ? <Count title="Left out" count={skipped} /> : null}
        {lost > 0 ? <Count title="Deleted unread" count={lost} /> : null}
        {dead > 0 ? (
          <>
            <dt>Dead letters</dt>
            <dd className="tabular-nums">
              <TopicLink name={deadTopic} text={formatCount(dead)} />
            </dd>
          </>
        ) : null}
      </dl>
      <table className="w-full text-left tabular-nums">
        <thead className="text-muted">
          <tr>
            <th className="font-normal">Partition</th>
            <th className="font-normal">Processed to</th>
            <th className="font-normal">Waiting</th>
          </tr>
        </thead>
        <tbody>
          {partitions.map(({ partition, position, lag: waiting }) => (
            <tr key={partition}>
              <td>{partition}</td>
              <td>{position}</td>
              <td>{waiting === null ? "–" : formatCount(waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Count({ title, count }: { title: string; count: number }) {
  return (
    <>
      <dt>{title}</dt>
      <dd className="tabular-nums">{formatCount(count)}</dd>
    </>
  );
}

function TopicLink({ name, text = name }: { name: string; text?: string }) {
  return (
    <Link
      href={`/topics/${encodeURIComponent(name)}`}
      prefetch={false}
      className="break-all rounded-sm text-accent-ink underline"
    >
      {text}
    </Link>
  );
}
