import type { Metadata } from "next";
import { AccountCard } from "../../../components/account/account-card.tsx";
import { ApprovalPage } from "../../../components/approvals/approval-page.tsx";
import { isMissing, pageCaller } from "../../../server/api/page-caller.ts";

type Props = { params: Promise<{ token: string }> };

// The address is the secret: it must not travel on in a Referer or into a search engine.
export const metadata: Metadata = { title: "Approval", referrer: "no-referrer", robots: { index: false } };

/** An approval for anyone with its link: what is to be decided, and yes or no. */
export default async function ApprovalLinkPage({ params }: Props) {
  const { token } = await params;
  const approval = await open(token);
  if (!approval) return <NoApproval />;
  return <ApprovalPage token={token} initial={approval} />;
}

async function open(token: string) {
  try {
    return await (await pageCaller()).approvals.open({ token });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function NoApproval() {
  return (
    <AccountCard title="This link does not work">
      <p className="text-muted">
        The link is incomplete, or what it points to no longer exists. Ask the sender for a new link.
      </p>
    </AccountCard>
  );
}
