import type { RunSummary } from "../../../lib/views/run-views.ts";

type Past = Pick<RunSummary, "status" | "parentId" | "startedAt" | "resumedFrom">;

/** A part of a map is resumed with the run that it belongs to. One that never began can only be run again. */
export function canResume({ status, parentId, startedAt, resumedFrom }: Past): boolean {
  const hasResults = startedAt !== null || resumedFrom !== null;
  return (status === "failed" || status === "cancelled") && parentId === null && hasResults;
}
