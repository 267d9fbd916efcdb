/** Looking at events that could not become runs, and replaying them: each in a run of its pipeline, from its node. */
import { z } from "zod";
import { servedTriggers } from "../../engine/triggers/activate.ts";
import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Values } from "../../lib/run.ts";
import { RunStatus } from "../../lib/run.ts";
import { isFinished } from "../../lib/runs/run-states.ts";
import { bytesOf } from "../../lib/topics/topic.ts";
import type { DeadLetterView, ReplayAsk, Replayed } from "../../lib/views/live/dead-letter-views.ts";
import type { TopicEvent, TopicRow } from "../../platform/topics/topic-log.ts";
import type { AppContext } from "../app-context.ts";
import { startPipelineRun } from "../pipelines/start-pipeline-run.ts";
import { getVersion, newestVersion } from "../pipelines/versions.ts";
import { type DeadLetter, readDeadLetter } from "./read-dead-letter.ts";
import { asEventView } from "./topic-views.ts";

type Ask = { workspaceId: string; name: string };

/** The newest ones first. An event that was published to the topic by hand is none, and is left out. */
export async function listDeadLetters(app: AppContext, ask: Ask & { limit: number }): Promise<DeadLetterView[]> {
  const topic = await app.topics.find(ask.workspaceId, ask.name);
  const letters = (await app.topics.last(topic, ask.limit)).flatMap((event) => readDeadLetter(event) ?? []);
  const replays = await lastReplays(app, topic, letters);
  return letters.map((letter) => ({
    ...asEventView(letter.event),
    headers: asEventView(letter.original).headers,
    from: letter.from,
    replay: replays.get(letter) ?? null,
  }));
}

type Replay = { runId: string; status: RunStatus };

/** A letter that has had more replays than this shows none. */
const mostReplays = 20;
const keyOf = (topic: TopicRow, { event }: DeadLetter, nth: number) =>
  `replay ${topic.id} ${event.partition}/${event.offset} ${nth}`;

async function lastReplays({ db }: AppContext, topic: TopicRow, letters: readonly DeadLetter[]) {
  const pipelineIds = [...new Set(letters.map(({ from }) => from.pipelineId))];
  const last = new Map<DeadLetter, Replay>();
  // Few are replayed more than once.
  for (let nth = 1, some = letters; nth <= mostReplays && some.length > 0; nth++) {
    const byKey = new Map(some.map((letter) => [keyOf(topic, letter, nth), letter]));
    const runs = await db.prisma.run.findMany({
      where: {
        workspaceId: topic.workspaceId,
        pipelineId: { in: pipelineIds },
        idempotencyKey: { in: [...byKey.keys()] },
      },
      select: { id: true, status: true, idempotencyKey: true },
    });
    for (const { id, status, idempotencyKey } of runs) {
      const letter = byKey.get(idempotencyKey ?? "");
      if (letter) last.set(letter, { runId: id, status: RunStatus.parse(status) });
    }
    some = runs.flatMap(({ idempotencyKey }) => byKey.get(idempotencyKey ?? "") ?? []);
  }
  return last;
}

type ReplayLetters = Ask & { letters: readonly ReplayAsk[]; createdBy?: string | undefined; signal: AbortSignal };

/** Each gets a run, or the reason why it has none. One whose replay is under way is not replayed a second time. */
export async function replayDeadLetters(app: AppContext, ask: ReplayLetters): Promise<Replayed> {
  const topic = await app.topics.find(ask.workspaceId, ask.name);
  const places = ask.letters.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) }));
  const events = await app.topics.at(topic, places);
  const letters = ask.letters.map(async ({ partition, offset, ...edited }) => {
    const place = { partition, offset };
    try {
      const event = events.find((one) => one.partition === partition && one.offset === BigInt(offset));
      const letter = event && readDeadLetter(event);
      if (!letter) throw new PatchbayError("not_found", "There is no longer a dead letter at this place.");
      const original = { ...letter.original, value: editedValue(edited, letter.original.value) };
      return { ...place, runId: await replay(app, { ...ask, topic, letter, original }), error: null };
    } catch (thrown) {
      const error = asPatchbayError(thrown);
      if (error.code === "internal") throw thrown;
      return { ...place, runId: null, error: error.userMessage };
    }
  });
  return { letters: await Promise.all(letters) };
}

function editedValue({ value, encoding }: Pick<ReplayAsk, "value" | "encoding">, before: Uint8Array | null) {
  if (value === undefined) return before;
  if (value === null || encoding !== "base64") return bytesOf(value);
  if (z.base64().safeParse(value).success) return Buffer.from(value, "base64");
  throw new PatchbayError("bad_input", "The value is not base64. Send it as text, or mend it.");
}

type One = ReplayLetters & { topic: TopicRow; letter: DeadLetter; original: TopicEvent };

/** In the version that is on, or the newest one, by whose settings it is read. */
async function replay(app: AppContext, ask: One): Promise<string> {
  const { workspaceId, letter, topic, createdBy } = ask;
  const { pipelineId, nodeId } = letter.from;
  const { prisma } = app.db;
  const activation = await prisma.activation.findFirst({ where: { pipelineId, workspaceId } });
  const number = activation?.versionNumber ?? (await newestVersion(prisma, pipelineId));
  if (number === undefined) throw new PatchbayError("conflict", "The pipeline has no version. Publish it first.");
  const { graph } = await getVersion(prisma, { workspaceId, pipelineId, number });
  const inputs = await readAgain(app, ask, { graph: Graph.parse(graph), number });
  for (let nth = 1; nth <= mostReplays; nth++) {
    const idempotencyKey = keyOf(topic, letter, nth);
    const run = { workspaceId, pipelineId, version: number, triggerNode: nodeId, trigger: "topic" } as const;
    try {
      const started = await startPipelineRun(app, { ...run, inputs, idempotencyKey, createdBy });
      if (started.created) return started.id;
      const { status } = await prisma.run.findUniqueOrThrow({ where: { id: started.id }, select: { status: true } });
      if (!isFinished(RunStatus.parse(status))) return started.id;
    } catch (thrown) {
      // An earlier replay had another value.
      if (!(thrown instanceof PatchbayError && thrown.code === "conflict")) throw thrown;
    }
  }
  throw new PatchbayError(
    "conflict",
    `This event was replayed ${mostReplays} times already. Publish it again instead.`,
  );
}

async function readAgain(app: AppContext, ask: One, of: { graph: Graph; number: number }): Promise<Values> {
  const { topic, letter, original, signal } = ask;
  const { nodeId } = letter.from;
  const served = servedTriggers(of.graph, app.catalogue).find((one) => one.nodeId === nodeId);
  const { listening } = served?.source ?? {};
  if (!served || !listening) {
    const words = `Version ${of.number} of the pipeline does not have the Topic node that this event is from.`;
    throw new PatchbayError("conflict", words);
  }
  const log = { id: "", topic: { ...topic, name: letter.from.topic }, log: app.topics.log };
  const reading = await listening.read(original, { log, settings: served.settings, schemas: app.schemas, signal });
  if (reading.kind === "run") return reading.values;
  const left = "The node leaves this event out: by its filter, or because it has no value.";
  throw new PatchbayError("bad_input", reading.kind === "poison" ? reading.error : left);
}
