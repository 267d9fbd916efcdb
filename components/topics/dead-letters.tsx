"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, MailCheck, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { DeadLetterView } from "../../lib/views/live/dead-letter-views.ts";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Textarea } from "../ui/form/input.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { formatCount } from "../ui/text/format.ts";
import { Notice } from "../ui/text/notice.tsx";
import { StatusIcon } from "../ui/text/status-pill.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { EventDetail } from "./event-list.tsx";
import { ReplayAll } from "./replay-all.tsx";

const shown = { first: 50, most: 1000 } as const;
/** Many at a time are looked at less often. */
const manyEveryMs = 15_000;

/** Events that could not become runs: why, as they were, and a way to try each again, with another value if need be. */
export function DeadLetters({ name, refetchInterval }: { name: string; refetchInterval: number }) {
  const trpc = useTRPC();
  const [limit, setLimit] = useState<number>(shown.first);
  const letters = useQuery({
    ...trpc.topics.deadLetters.queryOptions({ name, limit }),
    refetchInterval: limit === shown.first ? refetchInterval : Math.max(refetchInterval, manyEveryMs),
    placeholderData: keepPreviousData,
  });
  if (letters.error) return <Notice tone="danger">{userMessage(letters.error)}</Notice>;
  if (!letters.data) return <Skeleton className="h-40" />;
  return (
    <section aria-label="Dead letters" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Dead letters</h2>
      <p className="text-muted text-sm">
        Events that a Topic node could make no run of. Replay starts a run of its pipeline, in the version that is on or
        the newest one; other readers of the topic do not see it.
      </p>
      <ReplayAll topic={name} letters={letters.data} />
      {letters.data.length === 0 ? (
        <EmptyState icon={<MailCheck />} title="No dead letters" className="py-8">
          Every event that was read became a run, or those that did not are no longer kept.
        </EmptyState>
      ) : null}
      <ol className="divide-y divide-line overflow-hidden rounded-card border bg-panel empty:hidden">
        {letters.data.map((letter) => (
          <li key={`${letter.partition}/${letter.offset}`}>
            <LetterRow topic={name} letter={letter} />
          </li>
        ))}
      </ol>
      {letters.data.length === shown.first && limit === shown.first ? (
        <div className="flex items-center gap-3 text-muted text-xs">
          The newest {shown.first} are shown.
          <Button size="sm" onClick={() => setLimit(shown.most)}>
            Show up to {formatCount(shown.most)}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function LetterRow({ topic, letter }: { topic: string; letter: DeadLetterView }) {
  const { from, key, timestamp, replay } = letter;
  return (
    <details className="group">
      <summary className="grid cursor-pointer list-none grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2.5 transition-colors hover:bg-hover/50 sm:grid-cols-[1rem_10rem_minmax(0,1fr)_auto]">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        <span className="truncate font-mono text-xs max-sm:hidden">
          {key ? key.text : <span className="font-sans text-muted">no key</span>}
        </span>
        <span className="truncate text-danger text-xs">{from.error}</span>
        <span className="flex items-center gap-1.5 text-muted text-xs">
          {replay ? (
            <>
              Replayed <StatusIcon status={replay.status} className="size-3.5" />
            </>
          ) : (
            <TimeAgo at={timestamp} />
          )}
        </span>
      </summary>
      <LetterFacts letter={letter} />
      <EventDetail event={letter} />
      <Replay topic={topic} letter={letter} />
    </details>
  );
}

function LetterFacts({ letter: { from, replay } }: { letter: DeadLetterView }) {
  return (
    <p className="flex flex-wrap gap-x-4 border-t bg-canvas px-4 pt-3 text-xs">
      <span>{from.error}</span>
      <span className="text-muted tabular-nums">
        From {from.topic}, partition {from.partition}, offset {from.offset}
      </span>
      <TextLink href={`/p/${from.pipelineId}`}>Its pipeline</TextLink>
      {from.runId === null ? null : <TextLink href={`/runs/${from.runId}`}>The run that failed last</TextLink>}
      {replay ? <TextLink href={`/runs/${replay.runId}`}>Its replay</TextLink> : null}
    </p>
  );
}

function TextLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="rounded-sm text-accent-ink underline">
      {children}
    </Link>
  );
}

function Replay({ topic, letter }: { topic: string; letter: DeadLetterView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("topics.publish");
  const { partition, offset, value } = letter;
  const before = value?.text ?? "";
  const [text, setText] = useState(before);
  const [refusal, setRefusal] = useState<string>();
  const replay = useMutation(
    trpc.topics.replay.mutationOptions({
      onSuccess: ({ letters: [one] }) => {
        setRefusal(one?.error ?? undefined);
        if (one?.runId) toast("A run was started from this event.");
        void queries.invalidateQueries({ queryKey: trpc.topics.deadLetters.queryKey() });
      },
      onError: (error) => setRefusal(userMessage(error)),
    }),
  );
  if (!mayEdit) return null;
  const edited = text === before ? {} : { value: text, encoding: value?.encoding ?? "utf-8" };
  return (
    <form
      className="flex flex-col gap-3 bg-canvas px-4 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        replay.mutate({ name: topic, letters: [{ partition, offset, ...edited }] });
      }}
    >
      <Field label="Value for the replay" hint={hintOf(value)}>
        {(props) => (
          <Textarea
            {...props}
            rows={4}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
      <div>
        <Button type="submit" busy={replay.isPending}>
          <RotateCcw aria-hidden className="size-4" />
          Replay
        </Button>
      </div>
    </form>
  );
}

function hintOf(value: DeadLetterView["value"]): string | undefined {
  if (value === null) return "Left empty, it is replayed without a value.";
  return value.encoding === "base64" ? "Bytes that are not text, in base64." : undefined;
}
