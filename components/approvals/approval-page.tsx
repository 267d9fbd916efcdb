"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { LinkedApproval } from "../../lib/views/approval-views.ts";
import { useTRPCClient } from "../api/client.tsx";
import { ApiProvider, useTRPC } from "../api/provider.tsx";
import { userMessage } from "../api/user-message.ts";
import { LogoMark } from "../ui/page/logo.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { ApprovalState } from "./approval-state.tsx";
import { ApprovalSubject } from "./approval-subject.tsx";
import { DecisionForm } from "./decision-form.tsx";

type Props = { token: string; initial: LinkedApproval };

/** What the link of an approval shows, to anyone who has it: the question, and two answers. */
export function ApprovalPage(props: Props) {
  return (
    <ApiProvider>
      <Question {...props} />
    </ApiProvider>
  );
}

function Question({ token, initial }: Props) {
  const trpc = useTRPC();
  const [approval, setApproval] = useState(initial);
  const client = useTRPCClient();
  // Someone else may have been quicker, and then there is nothing left to decide; why it failed is said either way.
  const reload = () => client.approvals.open.query({ token }).then(setApproval, () => undefined);
  const answer = useMutation(trpc.approvals.answer.mutationOptions({ onSuccess: setApproval, onError: reload }));
  const busy = answer.isPending ? (answer.variables.approve ? "approve" : "refuse") : undefined;
  const isWaiting = approval.status === "waiting";
  return (
    <main className="dot-grid flex min-h-dvh flex-col items-center p-4 sm:pt-[10dvh]">
      <div className="flex w-full max-w-xl flex-col gap-5 rounded-xl border bg-panel p-5 shadow-float sm:p-7">
        <header className="flex flex-col gap-3">
          <LogoMark className="size-7" />
          <h1 className="font-semibold text-lg [overflow-wrap:anywhere]">{approval.title}</h1>
        </header>
        <ApprovalSubject approval={approval} />
        {answer.error ? <Notice tone="danger">{userMessage(answer.error)}</Notice> : null}
        <div aria-live="polite">
          {isWaiting ? (
            <DecisionForm busy={busy} onDecide={(decision) => answer.mutate({ token, ...decision })} />
          ) : (
            <div className="flex flex-col gap-2">
              <ApprovalState approval={approval} />
              {answer.isSuccess ? <p className="text-muted">Thank you. You can close this page.</p> : null}
            </div>
          )}
        </div>
      </div>
    </main>
  );
}
