/** Partitions of one trigger that a worker has claimed together: they are read by one follower. */
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import type { SchemaRegistries } from "../../../nodes/events/registry/schema-registry.ts";
import type { Log } from "../../../platform/log.ts";
import type { Follower, PartitionEnds, TopicLog } from "../../../platform/topics/topic-log.ts";
import type { Topics } from "../../../platform/topics/topics.ts";
import type { StartDeps } from "../../queue/enqueue/start-run.ts";
import type { EventLog, Listening, TriggerSource } from "../trigger-source.ts";
import { acceptEvent } from "./accept-event.ts";
import { acceptBatch, findBatch } from "./batches/accept-batch.ts";
import type { BatchStart } from "./batches/batch-runs.ts";
import { makeBatchWork } from "./batches/batch-work.ts";
import type { Claim, Claims } from "./claims.ts";
import { deadLetterEvent } from "./dead-letters.ts";
import { makePartitionWork, type PartitionDeps, type PartitionWork } from "./partition-work.ts";
import type { RunEnds } from "./run-ends.ts";

export type GroupDeps = StartDeps & {
  log: Log;
  topics: Topics;
  claims: Claims;
  ends: RunEnds;
  schemas: SchemaRegistries;
};

/** A partition that is held. Without work it is stopped, or not yet open. */
export type Part = {
  claim: Claim;
  work: PartitionWork | undefined;
  error: string | undefined;
  /** Its topic cannot be read at present; said before all else. */
  away?: string | undefined;
  /** What retention deleted, though it goes on: said for a while, since events that run would hide it at once. */
  loss?: { words: string; until: number };
  /** What was counted and is not in the database yet. */
  unsaved: { events: number; skipped: number; dead: number; lost: bigint };
};

type Hooks = {
  /** What there is to note of the partition is another. */
  changed(part: Part): void;
  /** The claim is over, or has failed: another one is to be made. */
  lose(part: Part, error?: unknown): void;
  isHeld(part: Part): boolean;
};

const lossMs = 3_600_000;
/** Kafka puts a record of its own behind each transaction, which is no event; more than so many in a row are looked at. */
const usualGap = { kafka: 2n, postgres: 0n } as const;

export async function openGroup(
  deps: GroupDeps,
  parts: readonly Part[],
  hooks: Hooks & { source: TriggerSource },
): Promise<Follower> {
  const { source } = hooks;
  const { listening } = source;
  const [first] = parts;
  if (!listening || !first) throw new Error("a trigger without a listening source was claimed");
  const { settings } = first.claim;
  const rules = listening.rules(settings);
  const log = await openLog(deps.topics, first.claim, listening);
  const ends = await log.log.ends(log.topic);
  const byPartition = new Map(parts.map((part) => [part.claim.partition, part]));
  let follower: Follower | undefined;

  /** Says what retention has deleted before `position`'s event was read, and where to go on; undefined to stop. */
  function begin(part: Part, position: bigint, found: readonly PartitionEnds[]): bigint | undefined {
    const end = found.find(({ partition }) => partition === part.claim.partition);
    if (end && end.next < position) throw endsBefore(log);
    if (!end || end.first <= position) return position;
    const lost = end.first - position;
    const words = lossWords({ partition: end.partition, from: position, to: end.first - 1n }, log.log.driver);
    const stops = rules.whenDeleted === "stop";
    if (stops) part.error = `${words} ${toGoOn}`;
    else {
      part.loss = { words, until: performance.now() + lossMs };
      part.unsaved.lost += lost;
    }
    hooks.changed(part);
    return stops ? undefined : end.first;
  }

  function stop(part: Part): void {
    void part.work?.close();
    follower?.pause(part.claim.partition);
  }

  async function lookBehind(part: Part, position: bigint): Promise<void> {
    if (begin(part, position, await log.log.ends(log.topic)) === undefined) stop(part);
  }

  /** What was read may also be from before the follower was at its place. */
  async function lookBefore(part: Part): Promise<void> {
    const found = await log.log.ends(log.topic);
    const end = found.find(({ partition }) => partition === part.claim.partition);
    const expected = part.work?.expected();
    if (end && expected !== undefined && end.next < expected) hooks.lose(part, endsBefore(log));
  }

  const loseAll = (error: unknown) => {
    for (const part of parts) hooks.lose(part, error);
  };
  const from = new Map<number, bigint>();
  // One that was let go meanwhile is decided about elsewhere.
  for (const part of parts.filter(hooks.isHeld)) {
    const position = begin(part, part.claim.position, ends);
    if (position === undefined) continue;
    from.set(part.claim.partition, position);
    part.work = workOn(deps, part, { position, log, listening, source, follower: () => follower, hooks });
  }
  follower = await log.log.follow({
    ...(log.group === undefined ? {} : { group: log.group }),
    ...{ topic: log.topic, from, onEnd: (error) => loseAll(error) },
    async handle(events) {
      for (const [partition, some] of Map.groupBy(events, (event) => event.partition)) {
        const part = byPartition.get(partition);
        const expected = part?.work?.expected();
        const [next] = some;
        if (!part?.work || expected === undefined || !next) continue;
        if (next.offset - expected > usualGap[log.log.driver]) await lookBehind(part, expected);
        part.work.add(some);
      }
    },
    onRead: (partition, next) => byPartition.get(partition)?.work?.readTo(next),
    onBehind(partition) {
      const part = byPartition.get(partition);
      if (part) lookBefore(part).catch((err) => deps.log.debug({ err }, "the end of a topic was not looked at"));
    },
  });
  for (const part of parts) hooks.changed(part);
  return follower;
}

/** The log that the claim's position is in. Throws, with what to do, when it is not there any more. */
export async function openLog(topics: Topics, claim: Claim, listening: Listening): Promise<EventLog> {
  const log = await listening.open(topics, claim);
  if (log.id !== claim.log) throw madeAnew(log);
  return log;
}

type Of = {
  position: bigint;
  log: EventLog;
  listening: Listening;
  source: TriggerSource;
  follower(): Follower | undefined;
  hooks: Hooks;
};

function workOn(deps: GroupDeps, part: Part, of: Of): PartitionWork {
  const { claim } = part;
  const { log, source, hooks } = of;
  const { settings, pipelineId, nodeId, partition } = claim;
  const from = { topic: log.topic, logId: log.id, pipelineId, nodeId };
  const isOurs = () => deps.claims.isCurrent(claim);
  const rules = of.listening.rules(settings);
  const shared: Omit<PartitionDeps, "accept"> = {
    ...{ rules, from: of.position },
    read: (event, signal) => of.listening.read(event, { log, settings, schemas: deps.schemas, signal }),
    ended: (run) => deps.ends.of(run),
    async deadLetter(event, failure) {
      if (await isOurs()) return await deadLetterEvent(deps.topics, event, { from, failure }).then(() => true);
      hooks.lose(part);
      return false;
    },
    pause: () => of.follower()?.pause(partition),
    resume: () => of.follower()?.resume(partition),
    onChange: () => hooks.changed(part),
    onError: (err) =>
      deps.log.warn({ err, pipelineId, nodeId, partition }, "an event of a topic was not accepted; it is tried again"),
  };
  if (rules.batch) return workOnBatches(deps, part, { ...of, shared, batch: rules.batch });
  return makePartitionWork({
    ...shared,
    async accept(event, run) {
      const accepted = (await isOurs()) && (await acceptEvent(deps, event, { claim, source, logId: log.id, ...run }));
      if (!accepted) hooks.lose(part);
      return accepted || undefined;
    },
  });
}

type InBatches = Of & { shared: Omit<PartitionDeps, "accept">; batch: { size: number; windowMs: number } };

function workOnBatches(deps: GroupDeps, part: Part, of: InBatches): PartitionWork {
  const { claim } = part;
  const { log, source, hooks, shared, batch } = of;
  const orLost = <T>(found: T | false | undefined): T | undefined => {
    if (found === undefined || found === false) hooks.lose(part);
    return found || undefined;
  };
  const place = (start: BatchStart, attempt: number) => ({ claim, logId: log.id, start, attempt });
  return makeBatchWork({
    ...{ ...shared, batch, stood: claim.position },
    async begin(at) {
      const start = await deps.claims.move(claim, at);
      if (start === undefined) hooks.lose(part);
      return start;
    },
    find: (start) => findBatch(deps, place(start, 1)),
    async acceptBatch({ start, next, events, attempt }) {
      const values = of.listening.together?.(events) ?? {};
      const ask = { ...place(start, attempt), source, values, next };
      return orLost((await deps.claims.isCurrent(claim)) && (await acceptBatch(deps, ask)));
    },
  });
}

type Loss = { partition: number; from: bigint; to: bigint };

/** In Kafka offsets may be none of an event: transactions take some, and compaction leaves gaps. */
function lossWords({ partition, from, to }: Loss, driver: TopicLog["driver"]): string {
  const count = to - from + 1n;
  const isOne = count === 1n;
  const events = `${driver === "kafka" ? "Up to " : ""}${count.toLocaleString("en")} ${isOne ? "event" : "events"} of partition ${partition}`;
  const deleted = `${isOne ? "was" : "were"} deleted by the topic's retention before ${isOne ? "it was" : "they were"} read`;
  return `${events} ${deleted}: ${isOne ? `the offset ${from}` : `the offsets ${from} to ${to}`}.`;
}

const toGoOn =
  "The trigger has stopped here. To go on with the oldest event that is kept, set “When events were deleted” to continue, publish, and switch to that version.";

function madeAnew({ topic }: EventLog): PatchbayError {
  const words = `The topic “${topic.name}” was deleted and made anew. Switch the pipeline off and on to read it.`;
  return new PatchbayError("conflict", words);
}

/** Kafka tells topics of one name apart by ids that its clients for JavaScript do not read: what is seen is where it ends. */
function endsBefore({ topic }: EventLog): PatchbayError {
  const what = `The topic “${topic.name}” ends before the place where the trigger is: it was deleted and made anew in Kafka.`;
  const how =
    topic.foreignName === undefined
      ? "Delete it on the page Topics, create it there again, and switch the pipeline off and on."
      : "Switch the pipeline off and on; with “Start” on earliest or committed, it begins with the topic's first event.";
  return new PatchbayError("conflict", `${what} ${how}`);
}

export function problemOf({ away, work, error, loss }: Part): string | undefined {
  return away ?? work?.problem() ?? error ?? (loss && loss.until > performance.now() ? loss.words : undefined);
}

export function wordsOf(thrown: unknown): string {
  const { code, userMessage } = asPatchbayError(thrown);
  return code === "unavailable" ? `${userMessage} ${meanwhile}` : userMessage;
}

const meanwhile = "Its events wait in the topic, and are read from where the trigger is when this is over.";
