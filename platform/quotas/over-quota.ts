/** Why something was not accepted, in a sentence: which quota, how much of it is used, when it frees, and what to do. */

import { formatQuota, type StockQuota } from "../../lib/access/quotas.ts";
import { PatchbayError } from "../../lib/errors.ts";

/** The narrowest quota of runs, as the function refuseRuns answers it. */
export type OverRuns = {
  quota: "runsPerDay" | "runsAtOnce";
  most: number;
  used: number;
  /** When it is worth trying again. */
  retryMs: number;
};

const advice = "An administrator of the installation can raise it in Settings → Quotas.";

/** Amounts are for members alone; the log and the trigger of a webhook tell them. */
export function overRunQuota({ quota, most, used, retryMs }: OverRuns, isForStrangers: boolean): PatchbayError {
  const amounts = `${formatQuota(quota, used)} of ${formatQuota(quota, most)}`;
  const noun = quota === "runsPerDay" ? "runs a day" : "runs at once";
  // Of nothing, nothing frees.
  const reason =
    most === 0
      ? `This workspace's quota of ${noun} is 0: the run was not accepted.`
      : quota === "runsPerDay"
        ? `This workspace has used its quota of runs a day (${amounts}): the run was not accepted. The next day begins at midnight UTC, in ${formatSpan(retryMs)}.`
        : `This workspace has as many runs under way or waiting as its quota allows (${amounts}): the run was not accepted. Try again when one of them has ended.`;
  const message = `${reason} ${advice}`;
  const told = isForStrangers ? "Nothing further can be accepted here at the moment. Try again later." : message;
  return new PatchbayError("over_run_quota", told, { message, retryAfterMs: retryMs });
}

const nouns = {
  storageBytes: "storage for files and documents",
  chunks: "chunks in collections",
  pipelines: "pipelines",
  activePipelines: "pipelines that are switched on",
  members: "members",
} as const satisfies Record<StockQuota, string>;

const frees = {
  storageBytes: "Delete files or documents that you no longer need.",
  chunks: "Delete documents that you no longer need, or cut them into larger chunks.",
  pipelines: "Delete a pipeline that you no longer need.",
  activePipelines: "Switch another pipeline off.",
  members: "Remove a member, or revoke an open invitation.",
} as const satisfies Record<StockQuota, string>;

export function overQuota(quota: StockQuota, { most, used, more }: { most: number; used: number; more: number }) {
  const asked =
    quota === "storageBytes" || quota === "chunks"
      ? `, and this takes ${formatQuota(quota, more)}`
      : quota === "members" && more > 1
        ? `, and ${more - 1} open ${more === 2 ? "invitation" : "invitations"}`
        : "";
  const amounts = `${formatQuota(quota, used)} of ${formatQuota(quota, most)} used${asked}`;
  const reason =
    most === 0
      ? `This workspace's quota of ${nouns[quota]} is 0.`
      : `This workspace's quota of ${nouns[quota]} leaves no room (${amounts}). ${frees[quota]}`;
  return new PatchbayError("over_quota", `${reason} ${advice}`);
}

/** In hours and minutes, rounded up. */
function formatSpan(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  return [...(hours > 0 ? [`${hours} h`] : []), ...(minutes % 60 > 0 ? [`${minutes % 60} min`] : [])].join(" ");
}
