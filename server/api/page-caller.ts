/** How pages load their data: in this process, through the same procedures and checks as any other client. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { signInAddress } from "../../lib/values/keys/own-path.ts";
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

/** Whether a call threw because an address names what is not there, or, by its form, could not be: for notFound(). */
export function isMissing(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code === "not_found" || code === "bad_input";
}

/** Patchbay's code of an error that a call threw. */
export function errorCode(thrown: unknown): string | undefined {
  // Next bundles its own copy of the error classes, so instanceof does not hold here.
  const own = thrown instanceof Error ? codeIn(thrown.cause) : undefined;
  // What an input's schema refuses has no code of ours yet: tRPC's says it.
  return own ?? (codeIn(thrown) === "BAD_REQUEST" ? "bad_input" : undefined);
}

function codeIn(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
