import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountCard } from "../../components/account/account-card.tsx";
import { SignInPage } from "../../components/account/sign-in-page.tsx";
import { SignOutButton } from "../../components/account/sign-out-button.tsx";
import { signInProblem } from "../../components/api/sign-in/sign-in-problems.ts";
import { TwoFactorForm } from "../../components/settings/account/two-factor-form.tsx";
import { isOwnPath } from "../../lib/values/keys/own-path.ts";
import { errorCode, pageCaller } from "../../server/api/page-caller.ts";

type Props = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export const metadata: Metadata = { title: "Sign in" };

export default async function Page({ searchParams }: Props) {
  const { next, error } = await searchParams;
  const after = isOwnPath(next) ? next : "/";
  const refusal = await refusalHere();
  if (refusal === undefined) redirect(after);
  const ways = await (await pageCaller()).account.signInWays();
  if (ways.needsTwoFactor) return <SetUpTwoFactor />;
  const code = [error].flat()[0];
  const problem = code === undefined ? undefined : signInProblem(code, ways.oidc?.name ?? "the provider");
  // Signed in, and removed from their only workspace: without a word, signing in would seem not to work.
  const guest = refusal === "forbidden" ? noWorkspace : undefined;
  return <SignInPage next={after} ways={ways} problem={problem ?? guest} />;
}

/** Whom their workspace asks for it; afterwards the page leads on by itself. */
function SetUpTwoFactor() {
  return (
    <AccountCard title="Set up two-factor authentication">
      <p className="-mt-3 text-muted">Your workspace asks for it. You need an authenticator app on your phone.</p>
      <TwoFactorForm account={{ hasPassword: true, hasTwoFactor: false }} />
      <SignOutButton />
    </AccountCard>
  );
}

const noWorkspace =
  "You are signed in, but not a member of any workspace. Ask an owner for an invitation, or use another account.";

/** The code with which the person's workspace is refused; undefined when they are in. */
async function refusalHere(): Promise<string | undefined> {
  try {
    await (await pageCaller()).workspace.current();
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
