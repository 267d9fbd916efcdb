import type { Metadata } from "next";
import Link from "next/link";
import { AccountCard } from "../../../components/account/account-card.tsx";
import { InvitePage } from "../../../components/account/invite-page.tsx";
import { JoinPage } from "../../../components/account/join-page.tsx";
import { ApiProvider } from "../../../components/api/provider.tsx";
import { Button } from "../../../components/ui/form/button.tsx";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { orNotFound } from "../../session.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const api = await pageCaller();
  const invitation = await orNotFound(api.invitations.view({ token }));
  const ways = await api.account.signInWays();
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

type SignInFirstProps = { token: string; workspace: string; role: string; email: string | null; provider: string };

/** Where passwords are off, the identity provider alone makes accounts. */
function SignInFirst({ token, workspace, role, email, provider }: SignInFirstProps) {
  return (
    <AccountCard title={`Join ${workspace}`}>
      <p className="-mt-3 text-muted [overflow-wrap:anywhere]">
        Your role will be {role}. Sign in with {provider} first
        {email === null ? "" : `, with the account of ${email}`}; then you can join with one click.
      </p>
      <Button asChild tone="primary">
        <Link href={`/sign-in?next=/invite/${token}`}>Sign in with {provider}</Link>
      </Button>
    </AccountCard>
  );
}
