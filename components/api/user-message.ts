import { TRPCClientError } from "@trpc/client";
import * as z from "zod";
import { errorCodes, isErrorCode } from "../../lib/errors.ts";

const Data = z.object({ code: z.string(), userMessage: z.string() });

/** Any failed call as a message for people: the server's own when it answered, else that it did not. */
export function userMessage(problem: unknown): string {
  return dataOf(problem)?.userMessage ?? "Patchbay could not be reached. Check the connection and try again.";
}

/** A call that never got an answer may be made again, and so may one whose error code says so. */
export function mayRetry(problem: unknown): boolean {
  const code = dataOf(problem)?.code;
  return code === undefined || (isErrorCode(code) && errorCodes[code].retry);
}

function dataOf(problem: unknown): z.infer<typeof Data> | undefined {
  return problem instanceof TRPCClientError ? Data.safeParse(problem.data).data : undefined;
}
