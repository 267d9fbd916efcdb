import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "../../server/api/router.ts";

/** What the server said about a failed call; undefined when it did not answer, or something before it did. */
export function problemData(problem: unknown) {
  return isRefusal(problem) ? (problem.data ?? undefined) : undefined;
}

function isRefusal(problem: unknown): problem is TRPCClientError<AppRouter> {
  return problem instanceof TRPCClientError;
}
