/** What is done with one event, from reading it to the end of its run. */
import { asPatchbayError } from "../../../lib/errors.ts";
import type { RunStatus, Values } from "../../../lib/run.ts";
import type { TopicEvent } from "../../../platform/topics/topic-log.ts";
import type { ListeningRules, Reading } from "../trigger-source.ts";
import type { Failure } from "./dead-letters.ts";
import type { Entry, Fate } from "./event-window.ts";
import type { Problems } from "./problems.ts";
import { isFinal, pause, unlessAborted, untilDone } from "./until-done.ts";

export type AcceptedRun = { id: string; created: boolean };

export type EventDeps = {
  rules: ListeningRules;
  read(event: TopicEvent, signal: AbortSignal): Promise<Reading>;
  /** The run of the event is on disk. The same event and attempt give the same run. Undefined when the claim is over. */
  accept(event: TopicEvent, run: { values: Values; attempt: number }): Promise<AcceptedRun | undefined>;
  ended(run: AcceptedRun): Promise<RunStatus>;
  /** The event is among the dead letters, once. False when the claim is over: then another one decides about it. */
  deadLetter(event: TopicEvent, failure: Failure): Promise<boolean>;
  onError(error: unknown): void;
};

/** Aborted when the partition is let go: then nothing more begins, and nothing is settled. */
export type Around = Pick<Problems, "say" | "wait"> & {
  signal: AbortSignal;
  settle(entry: Entry, fate: Fate): void;
};

/** Resolves when the next event of its lane may begin. */
export async function workOnEvent(entry: Entry, deps: EventDeps, around: Around): Promise<void> {
  const { signal } = around;
  try {
    const reading = await untilTaken(entry, () => deps.read(entry.event, signal), { deps, around, isFinal });
    if (!reading || signal.aborted) return;
    if (reading.kind === "skipped") around.settle(entry, "skipped");
    else if (reading.kind === "poison")
      await deadLetter(entry, { error: reading.error, attempts: 0 }, { deps, around });
    else await runEvent(entry, reading.values, { deps, around });
  } catch (thrown) {
    // It can have no run.
    await deadLetter(entry, { error: asPatchbayError(thrown).userMessage, attempts: 0 }, { deps, around });
  }
}

type Trying = { deps: Pick<EventDeps, "onError">; around: Around; isFinal(thrown: unknown): boolean };

/** As `untilDone`; while it waits, the node says why. */
export async function untilTaken<T>(
  entry: Entry,
  attempt: () => Promise<T>,
  { deps, around, isFinal }: Trying,
): Promise<T | undefined> {
  const say = (problem: string) => around.wait(entry, problem);
  try {
    return await untilDone(attempt, { signal: around.signal, deps, isFinal, say });
  } finally {
    // When the partition is let go, its problem stays.
    if (!around.signal.aborted) around.wait(entry, undefined);
  }
}

type With = { deps: EventDeps; around: Around };

async function runEvent(entry: Entry, values: Values, { deps, around }: With): Promise<void> {
  const { rules } = deps;
  const { signal, settle } = around;
  for (let attempt = 1; ; attempt++) {
    const accept = () => deps.accept(entry.event, { values, attempt });
    const accepted = await untilTaken(entry, accept, { deps, around, isFinal });
    if (!accepted || signal.aborted) return;
    entry.runId = accepted.id;
    // Where no other event waits for its end, it is done with its run on disk.
    if (rules.ack === "accepted" && entry.lane === undefined) settle(entry, "events");
    const status = await unlessAborted(deps.ended(accepted), signal);
    if (status === undefined) return;
    if (rules.ack === "accepted" || status === "succeeded") {
      settle(entry, "events");
      return;
    }
    if (status === "cancelled" || attempt >= rules.attempts) {
      const error = status === "cancelled" ? "Its run was cancelled." : `Its runs failed, ${attempt} in all.`;
      await deadLetter(entry, { error, runId: accepted.id, attempts: attempt }, { deps, around });
      return;
    }
    await pause(Math.min(1000 * 2 ** (attempt - 1), 30_000), signal);
  }
}

/** Puts it among the dead letters, and says so. */
export async function deadLetter(
  entry: Entry,
  failure: Failure,
  { deps, around }: { deps: Pick<EventDeps, "deadLetter" | "onError">; around: Around },
): Promise<void> {
  const attempt = () => deps.deadLetter(entry.event, failure);
  const isDeadLetter = await untilTaken(entry, attempt, { deps, around, isFinal: () => false });
  if (!isDeadLetter || around.signal.aborted) return;
  around.settle(entry, "dead");
  const { partition, offset } = entry.event;
  around.say(`The event ${offset} of partition ${partition} went to the dead letters: ${failure.error}`);
}
