// One broker that is its own controller (KRaft), for one machine. The replication factors must be said: Kafka's
// defaults assume three brokers, and the first consumer group would wait forever.

export const KAFKA_VERSION = "4.1.1";
export const CLUSTER_ID = "UGF0Y2hiYXktS2Fma2Etdg";

export type Ports = { broker: number; controller: number; advertised: number };

export const commonSettings = {
  "node.id": "1",
  "process.roles": "broker,controller",
  "controller.listener.names": "CONTROLLER",
  "inter.broker.listener.name": "PLAINTEXT",
  "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
  "offsets.topic.replication.factor": "1",
  "offsets.topic.num.partitions": "4",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "transaction.state.log.num.partitions": "4",
  "share.coordinator.state.topic.replication.factor": "1",
  "share.coordinator.state.topic.min.isr": "1",
  "group.initial.rebalance.delay.ms": "0",
  "auto.create.topics.enable": "false",
} as const;

/** Settings in the form of server.properties. */
export function asProperties(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** Settings in the form of the official image's environment: offsets.topic.x → KAFKA_OFFSETS_TOPIC_X. */
export function asEnvironment(settings: Record<string, string>): string[] {
  return Object.entries(settings).map(([name, value]) => `KAFKA_${name.toUpperCase().replaceAll(".", "_")}=${value}`);
}
