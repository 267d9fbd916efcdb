"use client";
import { Check, X } from "lucide-react";
import type { ApprovalView } from "../../../lib/views/approval-views.ts";
import { useDecide } from "../../approvals/use-approvals.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { Button } from "../../ui/form/button.tsx";

/** A step that waits for a word, on its card: yes or no. The message, the value and a comment are in the run below. */
export function CardApproval({ approval: { id, title } }: { approval: ApprovalView }) {
  const decide = useDecide();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const submit = (approve: boolean) => decide.mutate({ id, approve });
  return (
    <div className="pb-card-approval">
      <p>
        <span className="text-muted">Waiting for approval:</span> {title}
      </p>
      {isReadOnly ? null : (
        <div className="flex gap-2">
          <Button size="sm" className="flex-1" disabled={decide.isPending} onClick={() => submit(false)}>
            <X aria-hidden className="size-3.5" /> Reject
          </Button>
          <Button size="sm" tone="primary" className="flex-1" disabled={decide.isPending} onClick={() => submit(true)}>
            <Check aria-hidden className="size-3.5" /> Approve
          </Button>
        </div>
      )}
    </div>
  );
}
