"use client";
import { MessagesSquare, Radio } from "lucide-react";
import Link from "next/link";
import type { PipelineSummary } from "../../lib/views/api-views.ts";
import type { RunPause } from "../../lib/views/run-views.ts";
import { countOf } from "../ui/text/format.ts";
import { StatusIcon } from "../ui/text/status-pill.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { Until } from "../ui/text/until.tsx";
import { PipelineMenu } from "./pipeline-menu.tsx";
import { type EdgeKinds, PipelinePreview } from "./pipeline-preview.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

/** One pipeline on the home page. The whole card opens it; the menu and the last run lie above that link. */
export function PipelineCard({
  pipeline,
  kinds,
  actions,
  knownTags,
  onTag,
}: {
  pipeline: PipelineSummary;
  kinds: EdgeKinds;
  actions: PipelineActions;
  knownTags: readonly string[];
  onTag: (tag: string) => void;
}) {
  const { id, name, description, hasChat, isOn, lastRun, nodes, owner, preview, tags, updatedAt } = pipeline;
  return (
    <li className="group relative flex flex-col rounded-card border bg-panel transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className="dot-grid h-36 overflow-hidden rounded-t-[9px] border-b bg-canvas">
        {nodes === 0 ? (
          <p className="flex h-full items-center justify-center text-muted text-xs">Empty canvas</p>
        ) : (
          <PipelinePreview preview={preview} kinds={kinds} />
        )}
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 py-3 pr-2 pl-4">
        <div className="flex items-center justify-between gap-2">
          <h3 className="min-w-0 truncate font-semibold">
            <Link href={`/p/${id}`} className="after:absolute after:inset-0 after:rounded-card" title={name}>
              {name}
            </Link>
          </h3>
          <div className="relative z-10">
            <PipelineMenu pipeline={pipeline} actions={actions} knownTags={knownTags} />
          </div>
        </div>
        <p className="mr-2 line-clamp-2 text-muted text-xs">{description || countOf(nodes, "node")}</p>
        {tags.length > 0 ? (
          <ul aria-label="Tags" className="flex flex-wrap gap-1 pt-1.5">
            {tags.map((tag) => (
              <li key={tag} className="relative z-10">
                <button
                  type="button"
                  className="h-5 rounded-full border px-2 text-2xs text-muted hover:border-line-strong hover:text-ink"
                  onClick={() => onTag(tag)}
                >
                  {tag}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        {isOn?.problem ? (
          <Hindrance title="A trigger has a problem" sinceTitle="A trigger has had a problem" {...isOn.problem} />
        ) : null}
        {lastRun?.pause ? (
          <Hindrance title="The last run is waiting" sinceTitle="The last run has been waiting" {...lastRun.pause} />
        ) : null}
        <p className="mt-auto flex flex-wrap items-center gap-x-1.5 pt-2.5 pr-2 text-muted text-xs">
          {isOn ? (
            <>
              <span
                className={
                  isOn.hasProblem ? "flex items-center gap-1 text-warning" : "flex items-center gap-1 text-success"
                }
                title={`Version ${isOn.version} is switched on${isOn.hasProblem ? ", and a trigger has a problem" : ""}`}
              >
                <Radio aria-hidden className="size-3.5" /> On
              </span>
              <span aria-hidden>·</span>
            </>
          ) : null}
          {lastRun ? (
            <Link
              href={`/runs/${lastRun.id}`}
              className="relative z-10 flex items-center gap-1.5 rounded-sm hover:text-ink hover:underline"
            >
              <StatusIcon status={lastRun.status} className="size-3.5" />
              <span>
                Ran <TimeAgo at={lastRun.createdAt} />
              </span>
            </Link>
          ) : (
            <span>Never run</span>
          )}
          <span aria-hidden>·</span>
          <span>
            changed <TimeAgo at={updatedAt} />
          </span>
          {owner ? (
            <>
              <span aria-hidden>·</span>
              <span className="min-w-0 truncate">{owner.name}</span>
            </>
          ) : null}
          {hasChat ? (
            <Link
              href={`/p/${id}/chat`}
              className="relative z-10 ml-auto flex items-center gap-1 rounded-sm text-accent-ink hover:underline"
            >
              <MessagesSquare aria-hidden className="size-3.5" /> Chat
            </Link>
          ) : null}
        </p>
      </div>
    </li>
  );
}

/** What stands in the way, since when, and what to do; all of it in the title. */
function Hindrance({ title, sinceTitle, message, since }: RunPause & { title: string; sinceTitle: string }) {
  return (
    <p className="mr-2 line-clamp-2 pt-1.5 text-warning text-xs" title={message}>
      {since === null ? (
        title
      ) : (
        <>
          {`${sinceTitle} since `}
          <Until at={since} />
        </>
      )}
      : {message}
    </p>
  );
}
