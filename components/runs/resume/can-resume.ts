import type { RunSummary } from "../../../lib/views/run-views.ts";

type Past = Pick<RunSummary, "status" | "parentId" | "startedAt" | "resumedFrom">;

/** A part of a map is resumed with the run that it belongs to. One that never began can only be run again. */
export function canResume({ status, parentId, startedAt, resumedFrom }: Past): boolean {
  const hasResults = startedAt !== null || resumedFrom !== null;
  return (status === "failed" || status === "cancelled") && parentId === null && hasResults;
}

/** Why a viewer cannot start or stop anything; nothing for everyone else. */
export function lockOf(role: string): string | undefined {
  return role === "viewer"
    ? "Your role is viewer, so you can view runs but not start them. Ask an owner to make you an editor."
    : undefined;
}
