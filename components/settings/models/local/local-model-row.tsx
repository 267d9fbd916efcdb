"use client";
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle, Pencil, Trash2 } from "lucide-react";
import { formatMemory, type LocalModelView } from "../../../../lib/models/local-models.ts";
import { Button } from "../../../ui/form/button.tsx";
import { IconButton } from "../../../ui/form/icon-button.tsx";
import { formatCount } from "../../../ui/text/format.ts";
import { describeProgress, isUnderWay, shareDone } from "./describe-progress.ts";

type Props = {
  model: LocalModelView;
  mayEdit: boolean;
  onEdit: () => void;
  onDelete: () => void;
  onRetry: () => void;
};

/** One model file: how far it is, or what it is and what memory it needs. */
export function LocalModelRow({ model, mayEdit, onEdit, onDelete, onRetry }: Props) {
  const { name, state, error, problem, host } = model;
  const isComing = isUnderWay(model);
  return (
    <li aria-label={name} className="flex gap-3 px-4 py-3">
      <StateIcon model={model} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-muted text-xs tabular-nums">{isComing ? describeProgress(model) : aboutOf(model)}</p>
        {isComing ? <ProgressBar share={shareDone(model)} /> : null}
        {host === null || state === "ready" ? null : <p className="truncate text-muted text-xs">From {host}</p>}
        {error === null ? null : <p className="text-danger text-xs [overflow-wrap:anywhere]">{error}</p>}
        {problem === null ? null : <p className="text-warning text-xs">{problem}</p>}
      </div>
      {mayEdit ? (
        <span className="flex items-start gap-1">
          {state === "failed" && host !== null ? (
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {isComing ? (
            <Button size="sm" onClick={onDelete}>
              Cancel
            </Button>
          ) : (
            <>
              {state === "ready" ? (
                <IconButton label={`Edit ${name}`} size="sm" onClick={onEdit}>
                  <Pencil aria-hidden />
                </IconButton>
              ) : null}
              <IconButton label={`Delete ${name}`} size="sm" onClick={onDelete}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </span>
      ) : null}
    </li>
  );
}

function StateIcon({ model: { state, problem } }: { model: LocalModelView }) {
  const place = "mt-0.5 size-4 shrink-0";
  if (state === "failed") return <CircleAlert role="img" aria-label="Failed" className={`${place} text-danger`} />;
  if (state !== "ready")
    return <LoaderCircle role="img" aria-label="Under way" className={`${place} animate-spin text-muted`} />;
  if (problem !== null)
    return <CircleSlash role="img" aria-label="Not available" className={`${place} text-warning`} />;
  return <CircleCheck role="img" aria-label="Ready" className={`${place} text-success`} />;
}

function ProgressBar({ share }: { share: number }) {
  return (
    <div
      role="progressbar"
      aria-label="Progress"
      aria-valuenow={Math.round(share * 100)}
      className="h-1 overflow-hidden rounded-full bg-line"
    >
      <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
    </div>
  );
}

function aboutOf({ facts, bytes, context, memoryNeeded, memory }: LocalModelView): string {
  const parts = [
    facts?.architecture,
    facts?.quantisation,
    facts ? `${formatParameters(facts.parameters)} parameters` : undefined,
    bytes === null ? undefined : `file ${formatMemory(bytes)}`,
    facts ? `${formatCount(context)} tokens of context` : undefined,
    memoryNeeded === null ? undefined : `needs ${formatMemory(memoryNeeded)} of ${formatMemory(memory)} memory`,
  ];
  return parts.filter((part) => part !== undefined && part !== null).join(" · ");
}

function formatParameters(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} billion` : `${Math.round(count / 1e6)} million`;
}
