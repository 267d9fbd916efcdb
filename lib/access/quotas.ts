/** What a workspace may have at most, so that it leaves room for the others of the installation. */

import * as z from "zod";
import { formatBytes } from "../format-bytes.ts";

const limit = (max: number, description: string) =>
  z
    .number()
    .int("A quota is a whole number.")
    .min(0, "A quota is 0 or more.")
    .max(max)
    .nullable()
    .exactOptional()
    .meta({ description: `${description} Null, or left out: no limit.` });

const maxCount = 1_000_000_000;
const maxBytes = 1_000_000_000_000_000;

export const Quotas = z.strictObject({
  runsPerDay: limit(maxCount, "Runs that are accepted in a day of UTC. Child runs of a Map are parts of their run."),
  runsAtOnce: limit(maxCount, "Runs that are queued, running or waiting at once."),
  storageBytes: limit(maxBytes, "Bytes of uploaded files and of documents. Indexes and results of runs do not count."),
  chunks: limit(maxCount, "Chunks of the documents in collections, wherever their index is."),
  pipelines: limit(maxCount, "Pipelines, archived ones included."),
  activePipelines: limit(maxCount, "Pipelines that are switched on."),
  members: limit(maxCount, "Members. Service accounts do not count."),
});
export type Quotas = z.infer<typeof Quotas>;
export type QuotaKind = keyof Quotas;

/** Those of what stays until it is deleted. The others free themselves. */
export type StockQuota = Exclude<QuotaKind, "runsPerDay" | "runsAtOnce">;

export const quotaKinds = [
  "runsPerDay",
  "runsAtOnce",
  "storageBytes",
  "chunks",
  "pipelines",
  "activePipelines",
  "members",
] as const satisfies readonly QuotaKind[];

/** The largest limit that a quota can have. */
export const maxOf = (kind: QuotaKind) => (kind === "storageBytes" ? maxBytes : maxCount);

/** From this part of a quota on, people are warned. */
export const warnAt = 0.8;

/** The quotas that limit something; the others are left out. */
export function limitsOf(quotas: Quotas): Partial<Record<QuotaKind, number>> {
  const limits = quotaKinds.flatMap((kind) => {
    const most = quotas[kind];
    return most === null || most === undefined ? [] : [[kind, most] as const];
  });
  return Object.fromEntries(limits);
}

export function formatQuota(kind: QuotaKind, amount: number): string {
  return kind === "storageBytes" ? formatBytes(amount) : amount.toLocaleString("en-US");
}
