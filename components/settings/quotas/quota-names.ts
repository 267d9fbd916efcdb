import type { QuotaKind } from "../../../lib/access/quotas.ts";

/** What each quota is about, what helps where it is reached, and what a quota of 0 means. */
export const quotaNames = {
  runsPerDay: {
    name: "Runs today",
    short: "runs a day",
    over: "Further runs are refused or wait until the next day.",
    none: "No run is accepted.",
  },
  runsAtOnce: {
    name: "Runs under way or waiting",
    short: "runs at once",
    over: "Further runs are refused or wait until one of these has ended.",
    none: "No run is accepted.",
  },
  storageBytes: {
    name: "Storage for files and documents",
    short: "of storage",
    over: "Nothing more can be stored. Delete files or documents that you no longer need.",
    none: "Nothing can be stored.",
  },
  chunks: {
    name: "Chunks in collections",
    short: "chunks",
    over: "No further document can be indexed. Delete documents that you no longer need.",
    none: "No document can be indexed.",
  },
  pipelines: {
    name: "Pipelines",
    short: "pipelines",
    over: "No further pipeline can be made. Delete one first.",
    none: "No pipeline can be made.",
  },
  activePipelines: {
    name: "Pipelines that are switched on",
    short: "switched on",
    over: "No further pipeline can be switched on. Switch another one off first.",
    none: "No pipeline can be switched on.",
  },
  members: {
    name: "Members",
    short: "members",
    over: "No further member can join. Remove one first.",
    none: "No member can join.",
  },
} as const satisfies Record<QuotaKind, Record<"name" | "short" | "over" | "none", string>>;
