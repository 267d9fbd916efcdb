"use client";
import type { ApprovalView } from "../../lib/views/approval-views.ts";
import { LazyMarkdown } from "../ui/text/lazy-markdown.tsx";
import { Until } from "../ui/text/until.tsx";
import { Clip } from "../values/clip.tsx";
import { ValueView } from "../values/value-view.tsx";

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
