import { isErrorCode } from "../../lib/errors.ts";
import { BackendProblem } from "./backend.ts";
import { problemData } from "./problem-data.ts";
import { userMessage } from "./user-message.ts";

/** Anything a call can throw as the one problem the editor knows. */
export function toProblem(thrown: unknown): BackendProblem {
  if (thrown instanceof BackendProblem) return thrown;
  const data = problemData(thrown);
  if (!data) return new BackendProblem("offline", userMessage(thrown));
  const { revision, graph, issues } = data;
  const code = isErrorCode(data.code) ? data.code : undefined;
  const stale = revision === undefined || graph === undefined ? undefined : { revision, graph };
  const isAway = code === "unavailable" || code === "timeout" || code === "too_many";
  return new BackendProblem(stale ? "stale" : isAway ? "offline" : "refused", userMessage(thrown), {
    code,
    stale,
    issues,
  });
}
