import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInPage } from "../../components/account/sign-in-page.tsx";
import { signInProblem } from "../../components/account/sign-in-problems.ts";
import { errorCode, pageCaller } from "../../server/api/page-caller.ts";

type Props = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export const metadata: Metadata = { title: "Sign in" };

export default async function Page({ searchParams }: Props) {
  const { next, error } = await searchParams;
  if (await isSignedIn()) redirect("/");
  const ways = await (await pageCaller()).account.signInWays();
  const code = [error].flat()[0];
  const problem = code === undefined ? undefined : signInProblem(code, ways.oidc?.name ?? "the provider");
  return <SignInPage next={insideAddress(next)} ways={ways} problem={problem} />;
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
