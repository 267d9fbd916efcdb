import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountCard } from "../../components/account/account-card.tsx";
import { SignInPage } from "../../components/account/sign-in-page.tsx";
import { signInProblem } from "../../components/api/sign-in-problems.ts";
import { TwoFactorForm } from "../../components/settings/account/two-factor-form.tsx";
import { SignOutButton } from "../../components/ui/page/sign-out-button.tsx";
import { errorCode, pageCaller } from "../../server/api/page-caller.ts";

type Props = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export const metadata: Metadata = { title: "Sign in" };

export default async function Page({ searchParams }: Props) {
  const { next, error } = await searchParams;
  if (await isSignedIn()) redirect("/");
  const ways = await (await pageCaller()).account.signInWays();
  if (ways.needsTwoFactor) return <SetUpTwoFactor />;
  const code = [error].flat()[0];
  const problem = code === undefined ? undefined : signInProblem(code, ways.oidc?.name ?? "the provider");
  return <SignInPage next={insideAddress(next)} ways={ways} problem={problem} />;
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

async function isSignedIn(): Promise<boolean> {
  try {
    await (await pageCaller()).workspace.current();
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

/** Only a path of this site: a link from outside must not lead people on to another one. */
function insideAddress(next: string | string[] | undefined): string {
  return typeof next === "string" && /^\/[A-Za-z0-9]/.test(next) ? next : "/";
}
