import type { Metadata } from "next";
import { ApprovalPage } from "../../../components/approvals/approval-page.tsx";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { orNotFound } from "../../session.ts";

type Props = { params: Promise<{ token: string }> };

// The address is the secret: it must not travel on in a Referer or into a search engine.
export const metadata: Metadata = { title: "Approval", referrer: "no-referrer", robots: { index: false } };

/** An approval for anyone with its link: what is to be decided, and yes or no. */
export default async function ApprovalLinkPage({ params }: Props) {
  const { token } = await params;
  const approval = await orNotFound((await pageCaller()).approvals.open({ token }));
  return <ApprovalPage token={token} initial={approval} />;
}
