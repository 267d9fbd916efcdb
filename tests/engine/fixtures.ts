/** What tests of running need: a workspace with a pipeline, node types, parts put together. */

import { getRun } from "../../engine/history/read-runs.ts";
import { openWatcher, type RunWatcher } from "../../engine/history/run-events.ts";
import { waitForEnd } from "../../engine/history/wait-for-run.ts";
import { cancelRun } from "../../engine/queue/control/cancel-run.ts";
import { startRun } from "../../engine/queue/enqueue/start-run.ts";
import { freezePipeline } from "../../engine/queue/snapshots/freeze-bodies.ts";
import { freezeGraph } from "../../engine/queue/snapshots/snapshots.ts";
import type { Telemetry } from "../../engine/telemetry.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { interfaceOf, PipelineRef } from "../../lib/graph/pipeline-ref.ts";
import type { RunEventData, Values } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/views/run-views.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import type { NodeType, Services } from "../../nodes/define.ts";
import { agent } from "../../nodes/types/agent/agent.ts";
import { agentTurn } from "../../nodes/types/agent/agent-turn.ts";
import { mcpServer } from "../../nodes/types/agent/mcp-server.ts";
import { state } from "../../nodes/types/data/state.ts";
import { transform } from "../../nodes/types/data/transform.ts";
import { input } from "../../nodes/types/io/input.ts";
import { output } from "../../nodes/types/io/output.ts";
import { approval } from "../../nodes/types/logic/approval.ts";
import { delay } from "../../nodes/types/logic/delay.ts";
import { loop } from "../../nodes/types/logic/loop.ts";
import { map } from "../../nodes/types/logic/map.ts";
import { merge } from "../../nodes/types/logic/merge.ts";
import { subPipeline } from "../../nodes/types/logic/sub-pipeline.ts";
import { prompt } from "../../nodes/types/model/prompt.ts";
import { runEnded } from "../../nodes/types/trigger/run-ended.ts";
import { schedule } from "../../nodes/types/trigger/schedule.ts";
import { topicTrigger } from "../../nodes/types/trigger/topic-trigger.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import { openBroker } from "../../platform/broker/open.ts";
import type { Db } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { openLog } from "../../platform/log.ts";
import { openTopics } from "../../platform/topics/open.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { startWorker, type Worker } from "../../workers/worker.ts";
import type { WorkerLimits } from "../../workers/worker-options.ts";
import { patienceMs } from "../helpers/patience.ts";
import { die, stray } from "./deadly-node.ts";
import { bulk, flaky, nap, post, shout } from "./test-nodes.ts";

export const testNodeTypes: readonly NodeType[] = [
  input,
  output,
  prompt,
  ...[merge, schedule, runEnded, topicTrigger],
  transform,
  state,
  map,
  loop,
  subPipeline,
  ...[agent, agentTurn, mcpServer],
  delay,
  approval,
  nap,
  post,
  shout,
  flaky,
  bulk,
  die,
  stray,
];

const missing = () => Promise.reject(new Error("this test has no models, collections or files"));
export const noServices: Services = {
  models: { chat: missing, embed: missing },
  collections: { search: missing, find: missing, nearest: missing, add: missing },
  state: { get: missing, change: missing },
  cache: { find: missing, keep: missing, drop: missing },
  ...{ topics: { publish: missing }, mail: { send: missing } },
  ...{ files: { read: missing, save: missing }, fetch: missing, fetchAs: () => missing },
};

/** Nodes by id as [type, config, more], edges as "a.out > b.in". */
export function graphOf(nodes: Record<string, [string, object?, object?]>, edges: readonly string[]): Graph {
  return Graph.parse({
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, [type, config = {}, more = {}]]) => [id, { type, version: 1, config, ...more }]),
    ),
    edges: edges.map((edge, index) => {
      const [from = "", to = ""] = edge.split(" > ");
      const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
      return { id: `e${index}`, from: end(from), to: end(to) };
    }),
  });
}

export const testSecret = "a secret of the tests which is long enough";

export const textField = { name: "text", kind: "text" } as const;

/** input → two naps side by side → output, which joins them. */
export function twoNaps(ms: number): Graph {
  return graphOf(
    {
      in: ["input", { fields: [textField] }],
      left: ["nap", { ms }],
      right: ["nap", { ms }],
      both: ["merge", { separator: "+" }],
      out: ["output", { fields: [textField] }],
    },
    [
      "in.text > left.text",
      "in.text > right.text",
      "left.text > both.values",
      "right.text > both.values",
      "both.text > out.text",
    ],
  );
}

export type Harness = AsyncDisposable & {
  db: Db;
  broker: Broker;
  watcher: RunWatcher;
  topics: Topics;
  workspaceId: string;
  pipelineId: string;
  worker(
    limits?: Partial<WorkerLimits>,
    telemetry?: readonly Telemetry[],
    more?: { secret?: string; steady?: () => number; services?: Partial<Services> },
  ): Promise<Worker>;
  freeze(graph: Graph): Promise<string>;
  /** Saves a pipeline of this draft, and gives what a node's settings say to have it as the body. */
  body(name: string, graph: Graph): Promise<PipelineRef & { id: string }>;
  start(
    graph: Graph,
    inputs: Values,
    more?: { idempotencyKey?: string; broker?: Broker; traceparent?: string; isAwaited?: boolean },
  ): Promise<string>;
  /** The run with its steps as soon as it has ended, or as it stands when the time is over. */
  finished(runId: string, seconds?: number): Promise<RunDetail>;
  cancel(runId: string): Promise<void>;
};

type HarnessOptions = { kafkaBrokers?: string[]; secret?: string } & Pick<
  Parameters<typeof openTopics>[0],
  "readCredential" | "privateHosts"
>;

export async function openHarness(db: Db, asked: HarnessOptions = {}): Promise<Harness> {
  const options = { secret: testSecret, ...asked };
  const log = openLog(process.env.LOG_LEVEL ?? "silent", "test");
  const catalogue = makeCatalogue(testNodeTypes);
  const clientId = `test-${newId().slice(-8)}`;
  const broker = await openBroker({ ...options, pool: db.pool, clientId, log });
  const watcher = await openWatcher({ pool: db.pool, broker });
  const workers: { worker: Worker; broker: Broker; topics: Topics }[] = [];
  const services = { ...noServices };
  const openOwnTopics = () => openTopics({ ...options, pool: db.pool, clientId, log });
  const topics = openOwnTopics();
  const workspaceId = newId();
  const pipelineId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel: {} } });
  await db.prisma.pipeline.create({ data: { id: pipelineId, workspaceId, name: "Test", draft: {} } });

  return {
    db,
    broker,
    watcher,
    topics,
    workspaceId,
    pipelineId,
    async worker(limits = {}, telemetry = [], { secret = options.secret, steady, services: given } = {}) {
      const clientOf = { pool: db.pool, clientId: `${clientId}-w${workers.length}`, log };
      const own = await openBroker({ ...options, ...clientOf, secret });
      const ownTopics = openOwnTopics();
      const parts = {
        pool: db.pool,
        broker: own,
        topics: ownTopics,
        nodeTypes: testNodeTypes,
        servicesFor: () => (given ? { ...services, ...given } : services),
      };
      const worker = await startWorker({ ...parts, log, limits, telemetry, steady });
      workers.push({ worker, broker: own, topics: ownTopics });
      return worker;
    },
    freeze: (graph) => freezeGraph(db, workspaceId, graph),
    async body(name, graph) {
      const id = newId();
      await db.prisma.pipeline.create({ data: { id, workspaceId, name, draft: graph } });
      return { ...PipelineRef.parse({ id, name, ...interfaceOf(graph, catalogue) }), id };
    },
    async start(graph, inputs, { broker: other = broker, ...more } = {}) {
      const whole = { workspaceId, id: pipelineId, name: "Test", graph };
      const { snapshotId } = await freezePipeline({ pool: db.pool, catalogue }, whole);
      const ask = {
        workspaceId,
        pipelineId,
        graph: { snapshotId },
        versionNumber: null,
        inputs,
        trigger: "api",
        ...more,
      } as const;
      return (await startRun({ pool: db.pool, broker: other, catalogue }, ask)).id;
    },
    async finished(runId, seconds = patienceMs / 1000) {
      await waitForEnd(db, { watcher, runId, seconds, signal: new AbortController().signal });
      return await getRun(db, workspaceId, runId);
    },
    cancel: (runId) => cancelRun({ pool: db.pool, broker }, { workspaceId, runId }),
    async [Symbol.asyncDispose]() {
      for (const { worker, broker: own, topics: ownTopics } of workers) {
        worker.abort();
        await worker.stop();
        await ownTopics.close();
        await own.close();
      }
      await topics.close();
      await watcher.close();
      await broker.close();
    },
  };
}

/** A run's log, event by event, as it is kept. */
export async function eventsOf(
  { pool }: Pick<Db, "pool">,
  runId: string,
): Promise<{ seq: number; data: RunEventData }[]> {
  const text = `
    SELECT p.first + e.place::int - 1 AS seq, e.event->1 AS data
    FROM "RunEvent" p, json_array_elements(p.events) WITH ORDINALITY AS e(event, place)
    WHERE p."runId" = $1 ORDER BY p.seq, e.place`;
  return (await pool.query<{ seq: number; data: RunEventData }>(text, [runId])).rows;
}
