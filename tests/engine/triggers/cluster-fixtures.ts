/** A pipeline whose topic is in a guarded Kafka that only a credential of its workspace knows. */
import { readFileSync } from "node:fs";
import type { Admin, Kafka, Message } from "kafkajs";
import { activate, deactivate } from "../../../engine/triggers/activate.ts";
import { readTriggers } from "../../../engine/triggers/read-triggers.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { openKafkaClient } from "../../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../../platform/broker/log.ts";
import { newId } from "../../../platform/ids.ts";
import { type GuardedKafka, people } from "../../broker/guarded-kafka.ts";
import { testDatabase } from "../../helpers/database.ts";
import { openHarness, testNodeTypes } from "../fixtures.ts";
import { topicGraph } from "./topic-fixtures.ts";

const catalogue = makeCatalogue(testNodeTypes);

/** Carol, over TLS with an authority of its own. */
export function carols(kafka: GuardedKafka, password = people.carol) {
  const sasl = { mechanism: "scram-sha-512", username: "carol", password };
  const secret = JSON.stringify({ tls: { ca: readFileSync(kafka.files.ca, "utf8") }, sasl });
  return { provider: "kafka", baseUrl: kafka.brokers.SCRAM.join(","), secret };
}

/** Everyone may do everything here: the owner of the cluster. */
export async function openOwner(kafka: GuardedKafka) {
  const client: Kafka = openKafkaClient({ brokers: kafka.open, clientId: "owner", log: silentLog });
  const admin: Admin = client.admin();
  const producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  return {
    ...{ client, admin },
    async create(numPartitions = 3) {
      const topic = `events-${newId().slice(-8)}`;
      await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
      return topic;
    },
    send: (topic: string, messages: Message[]) => producer.send({ topic, messages }),
    async [Symbol.asyncDispose]() {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

type Credential = ReturnType<typeof carols>;

export async function openClusterTest(credential: () => Credential | undefined, privateHosts = ["127.0.0.1"]) {
  const db = await testDatabase();
  const readCredential = async (_workspaceId: string, id: string) => (id === "own" ? credential() : undefined);
  const harness = await openHarness(db, { readCredential, privateHosts });
  const { topics, workspaceId, pipelineId } = harness;
  const deps = { db, catalogue, topics };
  let version = 0;
  return {
    ...{ db, harness },
    async on(settings: object, ms = 0): Promise<void> {
      version += 1;
      const snapshotId = await harness.freeze(topicGraph({ cluster: "own", ...settings }, ms));
      await db.prisma.pipelineVersion.create({ data: { pipelineId, number: version, snapshotId } });
      await activate(deps, { workspaceId, pipelineId, version, snapshotId });
    },
    off: () => deactivate(db, workspaceId, pipelineId),
    runs: () => db.prisma.run.findMany({ where: { pipelineId }, orderBy: { createdAt: "asc" } }),
    trigger: async () => (await readTriggers(deps, workspaceId, pipelineId)).triggers[0]!,
    async [Symbol.asyncDispose]() {
      await harness[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

export type ClusterTest = Awaited<ReturnType<typeof openClusterTest>>;
