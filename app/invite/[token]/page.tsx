import type { Metadata } from "next";
import Link from "next/link";
import { AccountCard } from "../../../components/account/account-card.tsx";
import { InvitePage } from "../../../components/account/invite-page.tsx";
import { JoinPage } from "../../../components/account/join-page.tsx";
import { ApiProvider } from "../../../components/api/provider.tsx";
import { Button } from "../../../components/ui/form/button.tsx";
import { isMissing, pageCaller } from "../../../server/api/page-caller.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await view(token);
  if (!invitation) return <NoInvitation />;
  const ways = await (await pageCaller()).account.signInWays();
  if (!invitation.you && !ways.password) {
    return <SignInFirst token={token} {...invitation} provider={ways.oidc?.name ?? "the identity provider"} />;
  }
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
    if (isMissing(error)) return undefined;
    throw error;
  }
}

type SignInFirstProps = { token: string; workspace: string; role: string; email: string | null; provider: string };

/** Where passwords are off, the identity provider alone makes accounts. */
function SignInFirst({ token, workspace, role, email, provider }: SignInFirstProps) {
  return (
    <AccountCard title={`Join ${workspace}`}>
      <p className="-mt-3 text-muted [overflow-wrap:anywhere]">
        Your role will be {role}. Sign in with {provider} first
        {email === null ? "" : `, with the account of ${email}`}; then you join with one press.
      </p>
      <Button asChild tone="primary">
        <Link href={`/sign-in?next=/invite/${token}`}>Sign in with {provider}</Link>
      </Button>
    </AccountCard>
  );
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
