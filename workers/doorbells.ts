import type pg from "pg";
import type { z } from "zod";
import { Doorbell, type NewRun, NewRuns, topics } from "../lib/messages.ts";
import type { Broker, BrokerMessage } from "../server/broker/broker.ts";
import { publishBestEffort } from "../server/broker/publish-best-effort.ts";
import type { Log } from "../server/log.ts";
import { bellToken } from "../server/runs.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { Intake } from "./intake.ts";
import { watchPeers } from "./peers.ts";
import { workersWithRoom } from "./sql/living-workers.ts";

type Deps = { broker: Broker; intake: Intake; log: Log };

export type Doorbells = {
  /** The worker can be seen now. */
  come(): Promise<void>;
  /** It claims nothing any more. */
  go(): Promise<void>;
  /** It can be seen no more. */
  gone(): Promise<void>;
};

/** A run as it was inserted, in the hands of a worker. */
function newRun(id: string, { at, ...run }: NewRun, worker: string): ClaimedRun {
  return {
    id,
    ...run,
    worker,
    token: bellToken,
    byBell: true,
    isNew: true,
    lastSeq: 1,
    cancelRequested: false,
    wakes: 0,
    tokensIn: 0,
    tokensOut: 0,
    ageMs: 0,
    waitedMs: Math.max(0, Date.now() - at),
    former: null,
    parentId: null,
  };
}

/** A bell that was on its way for so long brings nothing along: others will have begun its runs. */
const freshMs = 5000;

type Brought = z.infer<typeof NewRuns>;

function newRunsIn({ envelope }: Broker, closed: Doorbell["runs"]): Brought {
  return NewRuns.safeParse(envelope?.open(closed)).data ?? {};
}

/** Begins of these runs what was brought along and may be begun at once. Answers the others. */
function notBegun(runIds: readonly string[], brought: Brought, { intake, id }: { intake: Intake; id: string }) {
  return runIds.filter((runId) => {
    const run = brought[runId];
    const isFresh = run !== undefined && Date.now() - run.at < freshMs;
    return !(isFresh && intake.take(newRun(runId, run, id)));
  });
}

/** How many workers without room may hand a doorbell on before it is left to the sweep. */
const maxPasses = 3;
/** What is known of the others' room holds for so long. */
const knownMs = 1000;

type Group = { pool: pg.Pool; id: string; group: string };

/**
 * Hears the doorbells of a Kafka group: each goes to one of its workers, which gives its position up after the claim. What
 * it has no room for it rings for again under another key, which most likely comes to another worker, if one has room.
 */
export async function joinGroup({ broker, intake, log }: Deps, { pool, id, group }: Group): Promise<Doorbells> {
  let known = { at: Number.NEGATIVE_INFINITY, hasRoom: false };

  async function somebodyHasRoom(): Promise<boolean> {
    if (performance.now() - known.at < knownMs) return known.hasRoom;
    const { rowCount } = await pool.query({ ...workersWithRoom, values: [id] });
    known = { at: performance.now(), hasRoom: rowCount !== 0 };
    return known.hasRoom;
  }

  async function handOn(bells: readonly Doorbell[], left: ReadonlySet<string>): Promise<void> {
    const again = bells.flatMap(({ runIds, passes = 0 }) => {
      const value: Doorbell = { runIds: runIds.filter((runId) => left.has(runId)), passes: passes + 1 };
      const isOver = value.runIds.length === 0 || passes >= maxPasses;
      return isOver ? [] : [{ topic: topics.runs, key: `${value.runIds[0]} ${value.passes}`, value }];
    });
    if (again.length > 0 && (await somebodyHasRoom())) await publishBestEffort(broker, again);
  }

  const subscription = await broker.subscribe({
    topics: [topics.runs],
    group,
    async handle(messages) {
      const bells = messages.map(({ value }) => Doorbell.parse(value));
      const rung = bells.flatMap(({ runIds, runs }) => notBegun(runIds, newRunsIn(broker, runs), { intake, id }));
      const left = rung.length === 0 ? [] : await intake.hear(rung);
      if (left.length === 0) return;
      handOn(bells, new Set(left)).catch((error) =>
        log.debug({ err: error }, "a doorbell was not handed on; the sweep will find its runs"),
      );
    },
  });
  return { come: async () => {}, go: () => subscription.close(), gone: async () => {} };
}

/**
 * Hears every doorbell, as every other worker does, and answers to those that are its own. What it has no room for it
 * hands on to the next in the run's order.
 */
export async function hearAll(deps: Deps, { pool, id }: { pool: pg.Pool; id: string }): Promise<Doorbells> {
  const { broker, intake, log } = deps;
  const peers = await watchPeers({ pool, broker, log, id });

  async function answer(runIds: readonly string[], passes: number): Promise<void> {
    const left = await intake.hear(runIds);
    if (left.length === 0 || passes >= maxPasses || passes + 1 >= peers.count()) return;
    const value: Doorbell = { runIds: left, passes: passes + 1 };
    await broker.publish([{ topic: topics.runs, key: "", value }]);
  }

  function hear(message: BrokerMessage): void {
    const { runIds, passes = 0, runs } = Doorbell.safeParse(message.value).data ?? { runIds: [] };
    const own = peers.count() === 1 ? runIds : runIds.filter((runId) => peers.rank(runId) === passes);
    if (own.length === 0) return;
    const left = notBegun(own, newRunsIn(broker, runs), { intake, id });
    if (left.length === 0) return;
    answer(left, passes).catch((error) =>
      log.debug({ err: error }, "a doorbell was lost; the sweep will find its runs"),
    );
  }

  const bells = await broker.listen({ topics: [topics.runs], handle: (messages) => messages.forEach(hear) });
  return {
    come: () => peers.announce(),
    // Until it is gone it is still rung for, and hands on what it hears.
    go: async () => {},
    async gone() {
      await Promise.all([bells.close(), peers.close(), peers.announce()]);
    },
  };
}
