import { TRPCClientError } from "@trpc/client";
import * as z from "zod";
import { isErrorCode } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph.ts";
import { BackendProblem } from "./backend.ts";
import { userMessage } from "./user-message.ts";

const Data = z.looseObject({
  code: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  revision: z.number().int().optional(),
  graph: Graph.optional(),
});

/** Anything a call can throw as the one problem the editor knows. */
export function toProblem(thrown: unknown): BackendProblem {
  if (thrown instanceof BackendProblem) return thrown;
  const data = thrown instanceof TRPCClientError ? Data.safeParse(thrown.data).data : undefined;
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
