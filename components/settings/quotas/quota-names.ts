import type { QuotaKind } from "../../../lib/quotas.ts";

/** What each quota is about, and what helps where it is reached. */
export const quotaNames = {
  runsPerDay: { name: "Runs today", short: "runs a day", over: "Further runs are refused or wait until the next day." },
  runsAtOnce: {
    name: "Runs under way or waiting",
    short: "runs at once",
    over: "Further runs are refused or wait until one of these has ended.",
  },
  storageBytes: {
    name: "Storage for files and documents",
    short: "of storage",
    over: "Nothing more can be stored. Delete files or documents that are not needed any more.",
  },
  pipelines: { name: "Pipelines", short: "pipelines", over: "No further pipeline can be made. Delete one first." },
  activePipelines: {
    name: "Pipelines that are switched on",
    short: "switched on",
    over: "No further pipeline can be switched on. Switch another one off first.",
  },
  members: { name: "Members", short: "members", over: "No further member can join. Remove one first." },
} as const satisfies Record<QuotaKind, { name: string; short: string; over: string }>;
