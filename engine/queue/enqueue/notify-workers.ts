/** Wake-ups: "look at these runs". They may carry what is needed to start runs that were just accepted. */
import { type NewRun, topics, type WakeUp } from "../../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import type { StartAsk } from "./start-ask.ts";

/** The token of a run that comes whole with its wake-up: the worker that claims it inline writes under it. */
export const inlineToken = 1;
/** Bytes of a run that may go with its wake-up; several of them have to fit into one NOTIFY. */
const maxInlineBytes = 3500;
/** In a group a wake-up goes to one worker. Where each worker receives all of them, one carries a single run: ranks differ. */
const runsPerWakeUp = { kafka: 20, postgres: 1 };

/** Notifies the workers of runs. Never rejects: an unavailable broker delays the runs until the sweep. */
export async function notifyWorkers(broker: Broker, ...runIds: readonly string[]): Promise<void> {
  await publishBestEffort(broker, [wakeUp({ runIds: [...runIds] })]);
}

function wakeUp(value: WakeUp): BrokerMessage {
  return { topic: topics.runs, key: value.runIds[0] ?? "", value };
}

type Row = StartAsk & { id: string };

/** Wake-ups for runs that are about to be inserted; small runs go along (`inlined`), so that they can be claimed inline. */
export function wakeUpsFor(broker: Broker, rows: readonly Row[]): { wakeUps: BrokerMessage[]; inlined: Set<string> } {
  const { envelope, driver } = broker;
  const newRuns = envelope ? rows.map((row) => [row.id, newRunOf(row)] as const) : [];
  const small = newRuns.filter(([, run]) => Buffer.byteLength(jsonText(run)) <= maxInlineBytes);
  const inlined = new Set(small.map(([id]) => id));
  const wakeUps: BrokerMessage[] = [];
  for (let at = 0; envelope && at < small.length; at += runsPerWakeUp[driver]) {
    const some = small.slice(at, at + runsPerWakeUp[driver]);
    wakeUps.push(wakeUp({ runIds: some.map(([id]) => id), runs: envelope.close(Object.fromEntries(some)) }));
  }
  const others = rows.flatMap(({ id }) => (inlined.has(id) ? [] : [id]));
  if (others.length > 0) wakeUps.push(wakeUp({ runIds: others }));
  return { wakeUps, inlined };
}

function newRunOf({ workspaceId, pipelineId, graph, inputs: input, isAwaited, ...row }: Row): NewRun {
  const run = {
    workspaceId,
    pipelineId,
    snapshotId: graph.snapshotId,
    input,
    traceparent: row.traceparent ?? null,
    at: Date.now(),
  };
  return isAwaited ? { ...run, isAwaited } : run;
}
