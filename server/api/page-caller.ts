/** How pages load their data: in this process, through the same procedures and checks as any other client. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { signInAddress } from "../../lib/values/own-path.ts";
import { pageOf } from "../http/requests/page-address.ts";
import { pageContext } from "../page-context.ts";
import type { Caller } from "./caller.ts";

/** The API on behalf of the user who requested this page. */
export async function pageCaller(): Promise<Caller> {
  return await pageContext().callerFor(new Headers(await headers()));
}

/** Redirects to /sign-in without a session, which comes back to the page; else answers the user's workspace. */
export async function requireSession(): Promise<Awaited<ReturnType<Caller["workspace"]["current"]>>> {
  const api = await pageCaller();
  try {
    return await api.workspace.current();
  } catch (error) {
    if (errorCode(error) === "not_signed_in" || errorCode(error) === "forbidden") {
      redirect(signInAddress(pageOf(new Headers(await headers()))));
    }
    throw error;
  }
}

/** Patchbay's code of an error that a call threw, so that a page can answer `not_found` with notFound(). */
export function errorCode(thrown: unknown): string | undefined {
  // Next bundles its own copy of the error classes, so instanceof does not hold here.
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string")
    return cause.code;
  return undefined;
}
