import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { hideAborted } from "./hide-aborted.ts";
import { readLargeBatches } from "./large-batches.ts";

/** Mends what kafkajs 2.2.4 gets wrong. What is not there any more in another version is left alone. */
export function mendKafkajs(): void {
  if (isMended) return;
  isMended = true;
  const require = createRequire(import.meta.url);
  calmRequestQueue(require("kafkajs/src/network/requestQueue/index.js"));
  const connection = require("kafkajs/src/network/connection.js");
  forgetHalfAnswers(connection);
  breakWhatIsSilent(connection);
  forgetRefusedTopics(require("kafkajs/src/cluster/index.js"));
  askTheIdleLessOften(require("kafkajs/src/consumer/consumerGroup.js"));
  hideAborted(require("kafkajs/src/broker/index.js"));
  readLargeBatches(require);
}
let isMended = false;

/**
 * It re-arms a timer with a negative delay for as long as a connection lives, even when nothing waits: a loop of one
 * millisecond that burns CPU and, on Node 24, prints a TimeoutNegativeWarning. The timer is only needed while requests
 * are pending; answered requests look at the queue by themselves.
 */
function calmRequestQueue(queue: unknown): void {
  if (typeof queue !== "function" || !isQueue(queue.prototype)) return;
  const original = queue.prototype.scheduleCheckPendingRequests;
  queue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0) original.call(this);
  };
}

/**
 * It keeps the bytes of an answer that was cut off and takes what comes over the next connection for the rest of it. What
 * it then reads is nonsense, and throws where nothing catches: the process dies. A new connection begins with nothing,
 * receives nothing of the one before, and is closed when its data cannot be read.
 */
function forgetHalfAnswers(connection: unknown): void {
  if (typeof connection !== "function" || !isConnection(connection.prototype)) return;
  const { connect, processData } = connection.prototype;
  connection.prototype.connect = function (this: Connection) {
    if (!this.isConnected()) {
      this.socket?.removeAllListeners("data");
      Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: sizeBytes });
    }
    return connect.call(this);
  };
  connection.prototype.processData = function (this: Connection, data: Buffer) {
    try {
      processData.call(this, data);
    } catch (cause) {
      this.socket?.destroy(new Error("what Kafka sent cannot be read", { cause }));
    }
  };
}

/**
 * A request that is not answered in time it gives up, and uses the same connection for the next one, for minutes or for
 * ever. But a network that broke may leave a connection half open: it takes whatever is written and never errs. So it is
 * broken, as other clients of Kafka do, and with it all that lead to the same broker and have brought nothing for half that
 * time: who would ask on those next need not find out by itself. To break one that was merely idle does no harm.
 */
function breakWhatIsSilent(connection: unknown): void {
  if (typeof connection !== "function" || !isConnection(connection.prototype)) return;
  const { connect, processData, send } = connection.prototype;
  /** When something came over each connection last. */
  const heardAt = new Map<Connection, number>();
  connection.prototype.connect = function (this: Connection) {
    const { socket: former } = this;
    const connecting = connect.call(this);
    const { socket } = this;
    if (socket !== former) {
      heardAt.set(this, performance.now());
      socket?.once("close", () => this.socket === socket && heardAt.delete(this));
    }
    return connecting;
  };
  connection.prototype.processData = function (this: Connection, data: Buffer) {
    heardAt.set(this, performance.now());
    processData.call(this, data);
  };
  connection.prototype.send = async function (this: Connection, request: unknown) {
    const askedAt = performance.now();
    try {
      return await send.call(this, request);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "KafkaJSRequestTimeoutError") throw error;
      const halfway = (askedAt + performance.now()) / 2;
      for (const [other, at] of heardAt) {
        const isSilent = other === this || (other.broker === this.broker && at < halfway);
        if (isSilent) other.socket?.destroy(new Error("Kafka has not answered for too long"));
      }
      throw error;
    }
  };
}

/**
 * A producer or an admin asks for all topics at once that it was ever asked about. When one of them was deleted by another
 * process, or an ACL for it was taken away, Kafka answers that of this one, and kafkajs takes it for the answer about every
 * topic, for good: nothing can be published or looked up any more. So those that it refuses are forgotten; who asks for one of
 * them is told so.
 */
function forgetRefusedTopics(cluster: unknown): void {
  if (typeof cluster !== "function" || !isCluster(cluster.prototype)) return;
  const { addMultipleTargetTopics, refreshMetadata, refreshMetadataIfNecessary } = cluster.prototype;
  const mended = (refresh: Cluster["refreshMetadata"]) =>
    async function (this: Cluster): Promise<void> {
      try {
        await refresh.call(this);
      } catch (error) {
        if (!isRefusal(error) || this.targetTopics.size < 2) throw error;
        for (const topic of [...this.targetTopics]) if (await isRefused(this, topic)) this.targetTopics.delete(topic);
        await refresh.call(this);
      }
    };
  cluster.prototype.refreshMetadata = mended(refreshMetadata);
  cluster.prototype.refreshMetadataIfNecessary = mended(refreshMetadataIfNecessary);
  cluster.prototype.addMultipleTargetTopics = async function (this: Cluster, topics: readonly string[]) {
    await addMultipleTargetTopics.call(this, topics);
    const refused = topics.filter((topic) => !this.targetTopics.has(topic));
    if (refused.length > 0) await this.brokerPool.refreshMetadata(refused);
  };
}

/**
 * It asks for new messages as often when nothing has come for hours as it does under load. Kafka answers as soon as there is one,
 * so a long wait delays none; but what is resumed, sought or closed waits for the request that is on its way. So a consumer waits
 * as long as it may only when nothing has come, and nothing was paused or resumed, at the last requests.
 */
function askTheIdleLessOften(group: unknown): void {
  if (typeof group !== "function" || !isGroup(group.prototype)) return;
  const { fetch } = group.prototype;
  const states = new WeakMap<Group, { longestWait: number; empty: number; paused: number }>();
  group.prototype.fetch = async function (this: Group, nodeId: string) {
    const state = states.get(this) ?? { longestWait: this.maxWaitTime, empty: 0, paused: 0 };
    states.set(this, state);
    const paused = this.subscriptionState.paused().reduce((sum, { partitions }) => sum + partitions.length, 0);
    if (paused !== state.paused) Object.assign(state, { paused, empty: 0 });
    this.maxWaitTime = state.empty < idleAfter ? Math.min(state.longestWait, busyWaitMs) : state.longestWait;
    const batches = await fetch.call(this, nodeId);
    state.empty = batches.every((batch) => batch.isEmpty()) ? state.empty + 1 : 0;
    return batches;
  };
}

/** Without traffic, a shorter wait costs both sides a request each time. */
const busyWaitMs = 200;
/** Requests that brought nothing. */
const idleAfter = 25;

async function isRefused({ brokerPool }: Cluster, topic: string): Promise<boolean> {
  try {
    await brokerPool.refreshMetadata([topic]);
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  }
}

/** An answer about one topic. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "type" in error && refusals.has(error.type);
}

const refusals = new Set<unknown>(["UNKNOWN_TOPIC_OR_PARTITION", "TOPIC_AUTHORIZATION_FAILED"]);

/** An answer begins with its size. */
const sizeBytes = 4;

type Queue = { pending: unknown[]; scheduleCheckPendingRequests(this: Queue): void };
type Connection = {
  /** Host and port. */
  broker: string;
  socket?: Socket;
  isConnected(): boolean;
  connect(this: Connection): Promise<boolean>;
  processData(this: Connection, data: Buffer): void;
  send(this: Connection, request: unknown): Promise<unknown>;
};

type Cluster = {
  targetTopics: Set<string>;
  brokerPool: { refreshMetadata(topics: readonly string[]): Promise<unknown> };
  addMultipleTargetTopics(this: Cluster, topics: readonly string[]): Promise<void>;
  refreshMetadata(this: Cluster): Promise<void>;
  refreshMetadataIfNecessary(this: Cluster): Promise<void>;
};

type Group = {
  maxWaitTime: number;
  subscriptionState: { paused(): { partitions: unknown[] }[] };
  fetch(this: Group, nodeId: string): Promise<{ isEmpty(): boolean }[]>;
};

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && "fetch" in value && "recoverFromFetch" in value;
}

function isCluster(value: unknown): value is Cluster {
  const methods = ["addMultipleTargetTopics", "refreshMetadata", "refreshMetadataIfNecessary"];
  return typeof value === "object" && value !== null && methods.every((name) => name in value);
}

function isQueue(value: unknown): value is Queue {
  return typeof value === "object" && value !== null && "scheduleCheckPendingRequests" in value;
}

function isConnection(value: unknown): value is Connection {
  return typeof value === "object" && value !== null && "connect" in value && "processData" in value && "send" in value;
}
