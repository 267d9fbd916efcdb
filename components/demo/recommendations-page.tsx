"use client";
import Link from "next/link";
import { useState } from "react";
import { demoStores } from "../../lib/demo/demo-names.ts";
import { type InventedReader, inventReaders } from "../../lib/demo/invented-readers.ts";
import { useMay } from "../api/member.tsx";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { CopyButton } from "../ui/form/copy-field.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Badge } from "../ui/text/badge.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { DemoControls, type Speed } from "./demo-controls.tsx";
import { DemoStart } from "./demo-start.tsx";
import { InteractionList } from "./interaction-list.tsx";
import { ReaderChips } from "./reader-chips.tsx";
import { RecommendationList } from "./recommendation-list.tsx";
import { useDemo } from "./use-demo.ts";
import { usePlayer } from "./use-player.ts";
import { useReader } from "./use-reader.ts";

const readers = inventReaders(12);
const first: InventedReader = readers[0] ?? { user: "ada", name: "Ada", taste: "" };

/** The example “Recommendations in real time” at work: what a reader did last, and what they are recommended now. */
export function RecommendationsPage() {
  const demo = useDemo();
  const mayEdit = useMay("pipelines.write");
  const [chosen, setChosen] = useState(first);
  const [speed, setSpeed] = useState<Speed>("3");
  const [explain, setExplain] = useState(false);
  const isReady = demo.isOn && demo.reading === undefined;
  const player = usePlayer({ readers, chosen, perSecond: Number(speed), explain, isOn: isReady });
  const { isPlaying, setPlaying } = player;
  return (
    <>
      <PageHeader
        title="Recommendations in real time"
        {...(demo.isOn ? { aside: <Badge>{isPlaying ? "Playing" : "Listening"}</Badge> } : {})}
        description="Each interaction of a reader is an event on a topic. A run takes the vector of the book into the reader's profile, and finds the nearest books that the reader does not know."
        actions={
          demo.example ? (
            <Button asChild>
              <Link href={`/p/${demo.example.id}`}>Open the pipeline</Link>
            </Button>
          ) : null
        }
      />
      {isReady ? (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <ReaderChips
              readers={readers}
              chosen={chosen.user}
              onChoose={(user) => setChosen(readers.find((reader) => reader.user === user) ?? first)}
            />
            {mayEdit ? (
              <DemoControls
                {...{ isPlaying, speed, explain, onPlay: setPlaying, onSpeed: setSpeed, onExplain: setExplain }}
              />
            ) : null}
          </div>
          <Reader reader={chosen} onLike={mayEdit ? player.like : undefined} />
        </div>
      ) : (
        <DemoStart demo={demo} onStart={() => setPlaying(true)} />
      )}
    </>
  );
}

type ReaderProps = { reader: InventedReader; onLike: ((user: string, title: string) => void) | undefined };

function Reader({ reader: { user, name, taste }, onLike }: ReaderProps) {
  const { error, isLoading, interactions, recommendations } = useReader(user);
  if (error) return <Notice tone="danger">{userMessage(error)}</Notice>;
  if (isLoading) return <Skeleton className="h-64" />;
  if (!recommendations) {
    return (
      <EmptyState title={`${name} has done nothing yet`}>
        Press Play, or run <code>npm run demo:interactions</code> in a terminal.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold text-md">
          What {name} did <span className="font-normal text-muted text-xs">mostly reads: {taste}</span>
        </h2>
        <InteractionList interactions={interactions} />
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold text-md">Recommended to {name}</h2>
        <RecommendationList
          recommendations={recommendations}
          onLike={onLike && ((title: string) => onLike(user, title))}
        />
        <Served user={user} />
      </section>
    </div>
  );
}

/** Where a site gets it from. */
function Served({ user }: { user: string }) {
  const path = `/api/v1/stores/${demoStores.recommendations}/${user}`;
  return (
    <p className="flex items-center gap-2 text-muted text-xs">
      <code className="min-w-0 truncate font-mono">GET {path}</code>
      <CopyButton label="Copy the address" value={`${typeof location === "undefined" ? "" : location.origin}${path}`} />
    </p>
  );
}
