"use client";
import type { ApprovalView } from "../../lib/approval-views.ts";
import { Clip } from "../runs/clip.tsx";
import { ValueView } from "../runs/value-view.tsx";
import { LazyMarkdown } from "../ui/lazy-markdown.tsx";
import { Until } from "../ui/until.tsx";

type Props = { approval: Pick<ApprovalView, "message" | "value" | "expiresAt" | "status"> };

/** What is to be decided: the message and the value, and by when. */
export function ApprovalSubject({ approval: { message, value, expiresAt, status } }: Props) {
  return (
    <div className="flex flex-col gap-3">
      {message === "" ? null : <LazyMarkdown text={message} />}
      {value === null ? null : (
        <div className="rounded-lg border bg-canvas px-3 py-2">
          <Clip>
            <ValueView value={value} kind="any" />
          </Clip>
        </div>
      )}
      {expiresAt !== null && status === "waiting" ? (
        <p className="text-muted text-xs">
          No decision until <Until at={expiresAt} /> counts as a rejection.
        </p>
      ) : null}
    </div>
  );
}
