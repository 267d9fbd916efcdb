import type { ApprovalStatus, ApprovalView } from "../../lib/views/approval-views.ts";
import { Notice } from "../ui/text/notice.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";

/** What became of an approval. */
const labels = {
  approved: "Approved",
  refused: "Rejected",
  expired: "No decision in time, which counts as a rejection",
  cancelled: "The run ended before a decision",
} as const satisfies Record<Exclude<ApprovalStatus, "waiting">, string>;

type Props = { approval: Pick<ApprovalView, "status" | "comment" | "decidedAt"> & { decidedBy?: string | null } };

export function ApprovalState({ approval: { status, comment, decidedAt, decidedBy } }: Props) {
  if (status === "waiting") return null;
  return (
    <Notice tone={status === "approved" ? "info" : "warning"}>
      <p>
        {labels[status]}
        {decidedBy ? ` by ${decidedBy}` : ""}
        {decidedAt ? (
          <>
            {" "}
            <TimeAgo at={decidedAt} />
          </>
        ) : null}
        .
      </p>
      {comment ? <p className="mt-1 whitespace-pre-wrap text-muted">“{comment}”</p> : null}
    </Notice>
  );
}
