"use client";
import { Link2, UserCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ApprovalView } from "../../lib/views/approval-views.ts";
import { Button } from "../ui/form/button.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";
import { ApprovalSubject } from "./approval-subject.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { useApprovalLink, useDecide } from "./use-approvals.ts";

type Props = {
  approval: ApprovalView;
  /** Viewers may only look. */
  mayDecide: boolean;
  /** One of many: says which pipeline it belongs to, and unfolds on demand. */
  isListed?: boolean;
};

/** A step that waits for a word: what it is about, yes or no, and the link for someone else to say it. */
export function ApprovalCard({ approval, mayDecide, isListed = false }: Props) {
  const decide = useDecide();
  const [isOpen, setOpen] = useState(!isListed);
  const { id, title, pipelineName, runId, createdAt } = approval;
  const busy = decide.isPending ? (decide.variables.approve ? "approve" : "refuse") : undefined;
  return (
    <article
      aria-label={`Waiting for approval: ${title}`}
      className="flex flex-col gap-3 rounded-card border bg-panel p-4"
    >
      <header className="flex items-start gap-2.5">
        <UserCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-info" />
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold [overflow-wrap:anywhere]">{title}</h3>
          <p className="text-muted text-xs">
            {isListed ? (
              <>
                <Link href={`/runs/${runId}`} className="hover:underline">
                  {pipelineName}
                </Link>{" "}
                ·{" "}
              </>
            ) : (
              "Waiting for approval · "
            )}
            <TimeAgo at={createdAt} />
          </p>
        </div>
        {isListed ? (
          <Button size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? "Collapse" : "Review"}
          </Button>
        ) : null}
      </header>
      {isOpen ? (
        <>
          <ApprovalSubject approval={approval} />
          {mayDecide ? (
            <>
              <DecisionForm busy={busy} onDecide={(decision) => decide.mutate({ id, ...decision })} />
              <footer className="-mt-1 -ml-2 flex">
                <CopyLink id={id} />
              </footer>
            </>
          ) : (
            <p className="text-muted text-xs">An editor or owner of this workspace decides.</p>
          )}
        </>
      ) : null}
    </article>
  );
}

function CopyLink({ id }: { id: string }) {
  const link = useApprovalLink();
  const copy = async () => {
    const { url } = await link.mutateAsync({ id });
    try {
      await navigator.clipboard.writeText(url);
      toast("Approval link copied. Anyone with this link can decide, without an account.");
    } catch {
      toast(`Copy this link: ${url}`);
    }
  };
  return (
    <Button size="sm" tone="ghost" busy={link.isPending} onClick={() => void copy().catch(() => undefined)}>
      {link.isPending ? null : <Link2 aria-hidden className="size-3.5" />} Copy approval link
    </Button>
  );
}
