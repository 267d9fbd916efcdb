import type pg from "pg";
import type { KafkaSecurity } from "../broker/kafka/kafka-security.ts";
import { type BrokerLog, silentLog } from "../broker/log.ts";
import { makeGuardedFetch } from "../guarded-fetch.ts";
import type { Clusters, ReadClusterCredential } from "./clusters/clusters.ts";
import type { KafkaLog } from "./kafka/kafka-log.ts";
import { openPostgresLog } from "./postgres/postgres-log.ts";
import type { TopicLog } from "./topic-log.ts";
import { makeTopics, type Topics } from "./topics.ts";

type OpenTopics = {
  /** Kafka when it has addresses, else Postgres. */
  kafkaBrokers?: readonly string[];
  kafkaSecurity?: KafkaSecurity | undefined;
  pool: pg.Pool;
  clientId: string;
  log?: BrokerLog;
  /** For clusters of the workspaces' own: their credentials, and PATCHBAY_PRIVATE_HOSTS. */
  readCredential?: ReadClusterCredential;
  privateHosts?: readonly string[];
};

/** The topics of all workspaces, where the broker is: in Kafka or in Postgres. Nothing is connected before it is used. */
export function openTopics(options: OpenTopics): Topics {
  return makeTopics(options.pool, openLog(options), openOwnClusters(options));
}

/** Loaded with the first that is used, as kafkajs is. */
function openOwnClusters({ privateHosts = [], readCredential = noCredential, ...options }: OpenTopics): Clusters {
  const { pool, clientId, log = silentLog } = options;
  let opened: Promise<Clusters> | undefined;
  const clusters = () => {
    const guard = { privateHosts };
    const deps = { guard, fetch: makeGuardedFetch(guard), readCredential, pool, clientId: `${clientId}-clusters`, log };
    opened ??= import("./clusters/clusters.ts").then(({ openClusters }) => openClusters(deps));
    return opened;
  };
  return {
    open: async (workspaceId, credentialId) => (await clusters()).open(workspaceId, credentialId),
    tryOut: async (credential, signal) => (await clusters()).tryOut(credential, signal),
    close: async () => (await opened)?.close(),
  };
}

const noCredential: ReadClusterCredential = async () => undefined;

function openLog({
  kafkaBrokers = [],
  kafkaSecurity: security,
  pool,
  clientId,
  log = silentLog,
}: OpenTopics): TopicLog {
  if (kafkaBrokers.length === 0) return openPostgresLog(pool, log);
  // kafkajs takes a while to load; a process that publishes nothing does not pay for it.
  let opened: Promise<KafkaLog> | undefined;
  const kafka = () => {
    opened ??= import("./kafka/kafka-log.ts").then(({ openKafkaLog }) =>
      openKafkaLog({ brokers: kafkaBrokers, security, clientId: `${clientId}-topics`, log, pool }),
    );
    return opened;
  };
  return {
    driver: "kafka",
    create: async (topic) => (await kafka()).create(topic),
    delete: async (topic) => (await kafka()).delete(topic),
    append: async (events) => (await kafka()).append(events),
    ends: async (topic) => (await kafka()).ends(topic),
    partitions: async (topic) => (await (await kafka()).partitions?.(topic)) ?? topic.partitions,
    offsetsAt: async (topic, timestamp) => (await kafka()).offsetsAt(topic, timestamp),
    away: async () => await (await kafka()).away(),
    follow: async (follow) => (await kafka()).follow(follow),
    close: async () => (await opened)?.close(),
  };
}
