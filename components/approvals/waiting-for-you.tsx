"use client";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovals } from "./use-approvals.ts";

/** What waits for someone's word anywhere in the workspace; nothing at all while nothing does. */
export function WaitingForYou() {
  const approvals = useApprovals({ isOn: true });
  if (approvals.length === 0) return null;
  return (
    <section aria-labelledby="waiting-for-you" className="mb-8 flex flex-col gap-3">
      <h2 id="waiting-for-you" className="font-semibold text-md">
        Waiting for you <span className="font-normal text-muted tabular-nums">{approvals.length}</span>
      </h2>
      <div className="grid items-start gap-3 md:grid-cols-2">
        {approvals.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} mayDecide isListed />
        ))}
      </div>
    </section>
  );
}
