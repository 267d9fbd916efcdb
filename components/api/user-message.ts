import { errorCodes, isErrorCode } from "../../lib/errors.ts";
import { BackendProblem } from "./backend.ts";
import { problemData } from "./problem-data.ts";
import { signedOut } from "./sign-in/signed-out.ts";

/** Any failed call as a message for people: the server's own when it answered, else that it did not. */
export function userMessage(problem: unknown): string {
  if (problem instanceof BackendProblem) return problem.message;
  const data = problemData(problem);
  // What the server says is for programs, too.
  if (data?.code === "not_signed_in") return signedOut;
  return data?.userMessage ?? "Patchbay could not be reached. Check the connection and try again.";
}

/** A call that never got an answer may be made again, and so may one whose error code says so. */
export function mayRetry(problem: unknown): boolean {
  const code = problemData(problem)?.code;
  return code === undefined || (isErrorCode(code) && errorCodes[code].retry);
}
