import type pg from "pg";
import type { Surroundings } from "../engine/queue/heartbeat/heartbeat.ts";
import type { Telemetry } from "../engine/telemetry.ts";
import type { NodeType, Services } from "../nodes/define.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { ObjectStores } from "../platform/files/object-store.ts";
import type { Log } from "../platform/log.ts";
import type { Topics } from "../platform/topics/topics.ts";
import type { ReservedPools } from "./reserved-pools.ts";

export type WorkerOptions = {
  pool: pg.Pool;
  /** Without them, the journal and the leases share the pool. */
  reserved?: ReservedPools;
  broker: Broker;
  /** Whose events start runs; without them, triggers with topics wait for another worker. */
  topics?: Topics;
  /** Where files lie that are not in the database. */
  stores?: ObjectStores;
  nodeTypes: readonly NodeType[];
  servicesFor(workspaceId: string): Services;
  log: Log;
  telemetry?: readonly Telemetry[];
  /** How far behind the broker is, in milliseconds, where it is measured. */
  brokerLagMs?: () => number;
  surroundings?: Surroundings;
  limits?: Partial<WorkerLimits>;
  /** A clock in milliseconds that never goes back, from which the times of runs come; else the process's own. */
  steady?: (() => number) | undefined;
  /** When aborted before the worker is ready, it releases its runs, and its start fails. */
  signal?: AbortSignal;
};

export type WorkerLimits = {
  /** Runs at a time. */
  runs: number;
  /** Runs of one workspace at a time. */
  perWorkspace: number;
  /** Bytes of inputs and results that it may hold before it claims no more runs. */
  bytes: number;
  /** Steps of one run at a time. */
  parallel: number;
  /** Milliseconds a run may take in all, and an attempt whose node sets no limit of its own. */
  runMs: number;
  attemptMs: number;
  /** Milliseconds that runs are given to come to a safe point when the worker is asked to stop. */
  drainMs: number;
  /** Milliseconds for which a run with unsupported nodes is requeued for other workers before it fails. */
  requeueMs: number;
};

export const defaultLimits: WorkerLimits = {
  runs: 100,
  perWorkspace: 100,
  bytes: 256 * 1024 * 1024,
  parallel: 32,
  runMs: 24 * 3_600_000,
  attemptMs: 600_000,
  drainMs: 8000,
  requeueMs: 600_000,
};
