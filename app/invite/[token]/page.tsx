import type { Metadata } from "next";
import Link from "next/link";
import { AccountCard } from "../../../components/account/account-card.tsx";
import { InvitePage } from "../../../components/account/invite-page.tsx";
import { JoinPage } from "../../../components/account/join-page.tsx";
import { ApiProvider } from "../../../components/api/provider.tsx";
import { Button } from "../../../components/ui/form/button.tsx";
import { errorCode, pageCaller } from "../../../server/api/page-caller.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await view(token);
  if (!invitation) return <NoInvitation />;
  return (
    <ApiProvider>
      {invitation.you ? (
        <JoinPage token={token} {...invitation} you={invitation.you} />
      ) : (
        <InvitePage token={token} {...invitation} />
      )}
    </ApiProvider>
  );
}

async function view(token: string) {
  try {
    return await (await pageCaller()).invitations.view({ token });
  } catch (error) {
    if (errorCode(error) === "not_found") return undefined;
    throw error;
  }
}

function NoInvitation() {
  return (
    <AccountCard title="This invitation does not work">
      <p className="text-muted">
        It has been used, was revoked, or is older than seven days. Ask the sender for a new one.
      </p>
      <Button asChild>
        <Link href="/sign-in">Sign in instead</Link>
      </Button>
    </AccountCard>
  );
}
