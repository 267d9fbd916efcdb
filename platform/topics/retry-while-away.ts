import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { TakenOver } from "./kafka/kafka-effects.ts";
import { errorTypeOf, isFencedOff } from "./kafka/kafka-errors.ts";

const firstBackoffMs = 200;
const maxBackoffMs = 2000;
/** An outage that is longer is not waited out by a step that keeps its worker. */
const patienceMs = 5000;
/** A client of Kafka tries by itself for a minute before it gives up; its step says before that what it waits for. */
const silentMs = 5500;
/** Of a call that finds out whether an outage is over; longer, its step would look as if it were at work. */
const probeSilentMs = 1000;
/** And twice that at most: all of them have gone on ten seconds after Kafka is back. */
const againMs = 4000;
/** By then what was asked of a Kafka that is back has been answered, or has broken its connection (`answerMs` of a client). */
const probeMs = 15_000;
const words =
  "Kafka, where Patchbay keeps its topics, cannot be reached. The event is kept, and is published once when Kafka is back: check that it runs and that workers reach it. Nothing has to be done in the pipeline.";

const contendedWords =
  "Another worker publishes the same event at the moment. The step waits for it and tries again; its run holds no worker meanwhile.";

/** `onAway` is called once, however long it takes. Of two topics one may be away alone: its partitions have no leader. */
type RetryOptions = { topic: string; signal: AbortSignal; onAway(error: unknown): void };
type Outage = { since: number; error: unknown; probeUntil: number };

export type RetryWhileAway = <T>(call: () => Promise<T>, options: RetryOptions) => Promise<T>;

/**
 * Retries while the platform's own topics cannot be reached, and while another worker is at the same event, which is no outage: it
 * keeps no other call back and is not reported. Calls must be idempotent. A short outage is waited out; in a longer
 * one a call throws with `isOwnOutage`, so that its step pauses without a worker, and one call at a time for each topic finds out
 * whether it is over. When aborted, the last error is thrown.
 */
export function makeRetryWhileAway(now: () => number = () => performance.now()): RetryWhileAway {
  const outages = new Map<string, Outage>();
  const isLong = (outage: Outage | undefined) => outage !== undefined && now() - outage.since > patienceMs;

  /** The topic is as the call finds it, also when no one waits for it any more. */
  async function ask<T>(call: () => Promise<T>, topic: string, probed: Outage | undefined): Promise<T> {
    const begun = now();
    try {
      const result = await call();
      outages.delete(topic);
      return result;
    } catch (error) {
      // Who is at an event the database says, so nothing was learnt of Kafka: the next call finds out.
      if (error instanceof TakenOver && probed) probed.probeUntil = 0;
      // From when it began: a client tries by itself for a long time before it gives up.
      else if (isAway(error)) outages.set(topic, { since: outages.get(topic)?.since ?? begun, error, probeUntil: 0 });
      // One that was refused for itself was answered.
      else if (!(error instanceof TakenOver)) outages.delete(topic);
      throw error;
    }
  }

  async function attempt<T>(call: () => Promise<T>, topic: string): Promise<T> {
    const known = outages.get(topic);
    const probed = isLong(known) ? known : undefined;
    if (probed && now() < probed.probeUntil) throw probed.error;
    // One that never ends keeps the others back for this long only.
    if (probed) probed.probeUntil = now() + probeMs;
    const begun = now();
    const asking = ask(call, topic, probed);
    if (!(await isSilent(asking, probed ? probeSilentMs : silentMs))) return await asking;
    // It goes on: those that come again are told what it has found out.
    const error = new PatchbayError("unavailable", "Kafka does not answer.");
    outages.set(topic, { since: outages.get(topic)?.since ?? begun, error, probeUntil: now() + probeMs });
    throw error;
  }

  return async (call, { topic, signal, onAway }) => {
    const begun = now();
    let isReported = false;
    for (let backoff = firstBackoffMs; ; backoff = Math.min(backoff * 2, maxBackoffMs)) {
      try {
        return await attempt(call, topic);
      } catch (error) {
        const isHere = isContended(error);
        if (!(isHere || isAway(error)) || signal.aborted) throw error;
        if (!isHere && !isReported) {
          isReported = true;
          onAway(error);
        }
        if (isLong(outages.get(topic)) || now() - begun > patienceMs) throw pauseFor(error, isHere);
        // Those that have failed together are not to come together.
        await sleep(backoff * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
        if (signal.aborted) throw error;
      }
    }
  };
}

function pauseFor(cause: unknown, isHere: boolean): PatchbayError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const retryAfterMs = againMs * (1 + Math.random());
  const said = isHere ? contendedWords : words;
  return new PatchbayError("unavailable", said, { cause, message, retryAfterMs, isOwnOutage: true });
}

/** Another worker is at the same event. It has fenced off the producer, or has written down that it is. */
function isContended(error: unknown): boolean {
  return error instanceof TakenOver || isFencedOff(error);
}

/** A cluster that has too few brokers for a new topic has them no sooner for being asked again. */
function isAway(error: unknown): boolean {
  if (!(error instanceof PatchbayError) || error.code !== "unavailable" || isContended(error)) return false;
  return !(error.cause instanceof Error && errorTypeOf(error.cause) === "INVALID_REPLICATION_FACTOR");
}

/** Whether a call has neither succeeded nor failed for a while. */
async function isSilent(asking: Promise<unknown>, limitMs: number): Promise<boolean> {
  const silence = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => silence.resolve(true), limitMs);
  const answered = asking.then(
    () => false,
    () => false,
  );
  return await Promise.race([answered, silence.promise]).finally(() => clearTimeout(timer));
}
