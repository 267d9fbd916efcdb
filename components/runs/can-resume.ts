import type { RunSummary } from "../../lib/run-views.ts";

/** A part of a map is resumed with the run that it belongs to. */
export function canResume({ status, parentId }: Pick<RunSummary, "status" | "parentId">): boolean {
  return (status === "failed" || status === "cancelled") && parentId === null;
}

/** Why a viewer cannot start or stop anything; nothing for everybody else. */
export function lockOf(role: string): string | undefined {
  return role === "viewer"
    ? "Your role here is viewer: you may look at runs. Ask an owner to make you an editor."
    : undefined;
}
