"use client";
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle, Pencil, Trash2 } from "lucide-react";
import { formatBytes } from "../../../../lib/format-bytes.ts";
import type { LocalModelView } from "../../../../lib/models/local-models.ts";
import { Button } from "../../../ui/form/button.tsx";
import { IconButton } from "../../../ui/form/icon-button.tsx";
import { Badge } from "../../../ui/text/badge.tsx";
import { formatCount } from "../../../ui/text/format.ts";
import { Progress } from "../../../ui/text/progress.tsx";
import { describeCopy, describeProgress, isUnderWay, shareDone } from "./describe-progress.ts";

type Props = {
  model: LocalModelView;
  mayEdit: boolean;
  isDefault: boolean;
  /** Undefined for those who may not. */
  onMakeDefault: (() => void) | undefined;
  onEdit: () => void;
  onDelete: () => void;
  onRetry: () => void;
};

/** One model file: how far it is, or what it is and what memory it needs. */
export function LocalModelRow(props: Props) {
  const { model, isDefault } = props;
  const { name, state, error, problem, host, copies, bytes } = model;
  const isComing = isUnderWay(model);
  return (
    <li aria-label={name} className="flex gap-3 px-4 py-3">
      <StateIcon model={model} />
      <div className="flex min-w-0 flex-1 flex-col gap-2 sm:flex-row sm:gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <p className="flex min-w-0 items-center gap-2">
            <span className="truncate font-medium" title={name}>
              {name}
            </span>
            {isDefault ? <Badge>Default</Badge> : null}
          </p>
          <p className="text-muted text-xs tabular-nums">{isComing ? describeProgress(model) : aboutOf(model)}</p>
          {isComing ? <Progress label="Progress" done={shareDone(model)} total={1} /> : null}
          {copies.map((copy) => (
            <div key={copy.machine} className="flex flex-col gap-1">
              <p className="text-muted text-xs tabular-nums [overflow-wrap:anywhere]">{describeCopy(copy, bytes)}</p>
              <Progress
                label={`Copy on ${copy.machine}`}
                done={shareDone({ ...model, doneBytes: copy.doneBytes })}
                total={1}
              />
            </div>
          ))}
          {host === null || state === "ready" ? null : <p className="truncate text-muted text-xs">From {host}</p>}
          {error === null ? null : <p className="text-danger text-xs [overflow-wrap:anywhere]">{error}</p>}
          {problem === null ? null : <p className="text-warning text-xs [overflow-wrap:anywhere]">{problem}</p>}
        </div>
        <RowActions {...props} />
      </div>
    </li>
  );
}

function RowActions({ model, mayEdit, isDefault, onMakeDefault, onEdit, onDelete, onRetry }: Props) {
  const { name, state, problem, host } = model;
  const mayDefault = onMakeDefault && state === "ready" && problem === null && !isDefault;
  if (!mayEdit && !mayDefault) return null;
  return (
    <span className="flex items-start gap-1">
      {mayDefault ? (
        <Button size="sm" aria-label={`Make default: ${name}`} onClick={onMakeDefault}>
          Make default
        </Button>
      ) : null}
      {mayEdit && state === "failed" && host !== null ? (
        <Button size="sm" aria-label={`Try again: ${name}`} onClick={onRetry}>
          Try again
        </Button>
      ) : null}
      {mayEdit && state === "ready" ? (
        <IconButton label={`Edit ${name}`} size="sm" onClick={onEdit}>
          <Pencil aria-hidden />
        </IconButton>
      ) : null}
      {mayEdit && isUnderWay(model) ? (
        <Button size="sm" aria-label={`Cancel: ${name}`} onClick={onDelete}>
          Cancel
        </Button>
      ) : null}
      {mayEdit && !isUnderWay(model) ? (
        <IconButton label={`Delete ${name}`} size="sm" onClick={onDelete}>
          <Trash2 aria-hidden />
        </IconButton>
      ) : null}
    </span>
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

function aboutOf({ facts, bytes, context, memoryNeeded, memory }: LocalModelView): string {
  const parts = [
    facts?.architecture,
    facts?.quantisation,
    facts ? `${formatParameters(facts.parameters)} parameters` : undefined,
    bytes === null ? undefined : `file ${formatBytes(bytes)}`,
    facts ? `${formatCount(context)} tokens of context` : undefined,
    memoryNeeded === null ? undefined : `needs ${formatBytes(memoryNeeded)} of ${formatBytes(memory)} memory`,
  ];
  return parts.filter((part) => part !== undefined && part !== null).join(" · ");
}

function formatParameters(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} billion` : `${Math.round(count / 1e6)} million`;
}
