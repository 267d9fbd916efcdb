/** Doorbells: "look at these runs". They may bring along what is needed to begin runs that were just accepted. */
import { type Doorbell, type NewRun, topics } from "../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../broker/broker.ts";
import { publishBestEffort } from "../broker/publish-best-effort.ts";
import { jsonText } from "../json-text.ts";
import type { StartAsk } from "./start-run.ts";

/** The token of a run whose doorbell brings along what is needed to begin it: whoever does has the right to write. */
export const bellToken = 1;
/** Bytes of a run that go with its doorbell; several of them have to fit into one NOTIFY. */
const mostWithBell = 3500;
/** Of a bell that goes to one worker of a group. Where each worker hears all of them, one has to say whose each run is. */
const runsPerBell = { kafka: 20, postgres: 1 };

/** Tells the workers to look. Never rejects: a broker that is away delays the runs until the sweep. */
export async function ring(broker: Broker, ...runIds: readonly string[]): Promise<void> {
  await publishBestEffort(broker, [doorbell({ runIds: [...runIds] })]);
}

function doorbell(value: Doorbell): BrokerMessage {
  return { topic: topics.runs, key: value.runIds[0] ?? "", value };
}

type Row = StartAsk & { id: string };

/** Bells for runs that are about to be inserted; what is small goes along (`handed`), so that nobody has to claim it. */
export function bellsFor(broker: Broker, rows: readonly Row[]): { bells: BrokerMessage[]; handed: Set<string> } {
  const { envelope, driver } = broker;
  const news = envelope ? rows.map((row) => [row.id, newRunOf(row)] as const) : [];
  const small = news.filter(([, run]) => Buffer.byteLength(jsonText(run)) <= mostWithBell);
  const handed = new Set(small.map(([id]) => id));
  const bells: BrokerMessage[] = [];
  for (let at = 0; envelope && at < small.length; at += runsPerBell[driver]) {
    const some = small.slice(at, at + runsPerBell[driver]);
    bells.push(doorbell({ runIds: some.map(([id]) => id), runs: envelope.close(Object.fromEntries(some)) }));
  }
  const others = rows.flatMap(({ id }) => (handed.has(id) ? [] : [id]));
  if (others.length > 0) bells.push(doorbell({ runIds: others }));
  return { bells, handed };
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
