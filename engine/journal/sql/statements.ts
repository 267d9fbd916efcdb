import { loadStatement } from "../../../platform/database/sql-file.ts";
import { runLists } from "../../run-columns.ts";
import { journalStep, stepLists } from "../../step-columns.ts";

const lists = {
  ...runLists,
  ...stepLists,
  ...timesOf("q", { ago: ":runStartedAgo::float8", anchor: ":anchor::float8" }),
  ...timesOf("q and t", { ago: `t."runStartedAgo"`, anchor: "t.anchor" }),
};

/**
 * When a run started, and the time from which its tenure counts (../run-clock.ts). Before the first batch of an inline claim
 * the row has neither; the run starts with it.
 */
function timesOf(names: string, { ago, anchor }: { ago: string; anchor: string }) {
  const first = `greatest(q."createdAt", now() - ${ago} * interval '1 millisecond')::timestamptz(3)`;
  const start = `coalesce(q."startedAt", ${first})`;
  return {
    [`start of ${names}`]: start,
    [`anchor of ${names}`]: `coalesce('epoch'::timestamptz + ${anchor} * interval '1 millisecond', ${start})`,
  };
}

/** The batch of a run among others. */
const batch = {
  id: "text",
  token: "int",
  worker: "text",
  first: "int",
  lastSeq: "int",
  tokensIn: "int",
  tokensOut: "int",
  costUsd: "float8",
  tokensPriced: "int",
  events: "json",
  status: "text",
  output: "json",
  error: "json",
  waitMs: "float8",
  wakes: "int",
  again: "boolean",
  isInlineClaim: "boolean",
  runStartedAgo: "float8",
  anchor: "float8",
  lastMs: "float8",
  isAwaited: "boolean",
} as const;
/** Batches of many runs, and what to notify with them. */
const many = { runs: batch, steps: journalStep, channels: "text[]", payloads: "text[]" } as const;
/** The batch of a single run. */
const one = {
  steps: journalStep,
  id: "text",
  token: "int",
  worker: "text",
  first: "int",
  lastSeq: "int",
  tokensIn: "int",
  tokensOut: "int",
  costUsd: "float8",
  tokensPriced: "int",
  isInlineClaim: "boolean",
  runStartedAgo: "float8",
  anchor: "float8?",
  lastMs: "float8?",
  events: "json?",
  channels: "text[]",
  payloads: "text[]",
} as const;
/** How the end of a run that a caller waits for is notified. */
const awaited = { channel: "text?", before: "text?", after: "text?", most: "int" } as const;
const end = { status: "text", output: "json?", error: "json?", isAwaited: "boolean", ...awaited } as const;

export const writeJournal = loadStatement(
  new URL("./write-journal.sql", import.meta.url),
  { ...many, blobs: "json", approvals: "json" },
  lists,
);
export const writeProgress = loadStatement(new URL("./write-progress.sql", import.meta.url), many, lists);
export const writeWholeRuns = loadStatement(
  new URL("./write-whole-runs.sql", import.meta.url),
  { ...many, ...awaited },
  lists,
);

export const writeOneProgress = loadStatement(new URL("./write-one-progress.sql", import.meta.url), one, lists);
export const writeOneEnd = loadStatement(new URL("./write-one-end.sql", import.meta.url), { ...one, ...end }, lists);
export const writeOneWholeRun = loadStatement(
  new URL("./write-one-whole-run.sql", import.meta.url),
  { ...one, ...end },
  lists,
);

export const findWrittenBatches = loadStatement(new URL("./find-written-batches.sql", import.meta.url), {
  ids: "text[]",
  tokens: "int[]",
  workers: "text[]",
  lastSeqs: "int[]",
  statuses: "text[]",
});

export const insertBlobs = loadStatement(new URL("./insert-blobs.sql", import.meta.url), { blobs: "json" });
export const endInEmergencyStatement = loadStatement(new URL("./end-in-emergency.sql", import.meta.url), {
  id: "text",
  token: "int",
  worker: "text",
  error: "json",
});
