/** The whole product over Kafka: topics and pipelines over REST, a worker, and what became of events. */
import { ConfigResourceTypes } from "kafkajs";
import type { Json } from "../../lib/values/json.ts";
import { openKafkaClient } from "../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { openTestServer } from "../api/test-server.ts";
import { kafkaBrokers } from "../helpers/kafka.ts";

export const brokers = (kafkaBrokers ?? []).join(",");

export type Run = { status: string; input: { [name: string]: Json }; output: { value: Json } };
export type Product = Awaited<ReturnType<typeof openProduct>>;

export async function openProduct(settings: Record<string, string> = {}) {
  const server = await openTestServer({ KAFKA_BROKERS: brokers, ...settings });
  const ada = await server.tenant("ada");
  const rest = async (method: string, path: string, body?: unknown) => {
    const answer = await server.rest(method, path, { key: ada.key, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  /** Topic → output, switched on. */
  async function follow(topic: string, config: object = {}) {
    const graph = {
      nodes: {
        events: { type: "topic-trigger", version: 1, config: { topic, format: "bytes", ...config } },
        out: { type: "output", version: 1, config: { fields: [{ name: "value", kind: "any" }] } },
      },
      edges: [{ id: "a", from: { node: "events", port: "value" }, to: { node: "out", port: "value" } }],
    };
    const { id } = await rest("POST", "/pipelines", { name: topic, graph });
    await rest("POST", `/pipelines/${id}/versions`);
    await rest("POST", `/pipelines/${id}/activate`);
    return {
      trigger: async () => (await rest("GET", `/pipelines/${id}/triggers`)).triggers[0],
      async runs(): Promise<Run[]> {
        const { rows } = await server.app.db.pool.query<Run>(
          `SELECT status, input, output FROM "Run" WHERE "pipelineId" = $1 AND status NOT IN ('queued', 'running')`,
          [id],
        );
        return rows;
      },
    };
  }

  return {
    ...{ server, ada, rest, follow },
    /** Its name in Kafka. */
    async topic(name: string, partitions: number, configs: Record<string, string> = {}): Promise<string> {
      const { kafkaTopic } = await rest("POST", "/topics", { name, partitions, retentionHours: null });
      if (Object.keys(configs).length > 0) await configure(kafkaTopic, configs);
      return kafkaTopic;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function configure(name: string, configs: Record<string, string>): Promise<void> {
  const admin = openKafkaClient({ brokers: kafkaBrokers ?? [], clientId: "owner", log: silentLog }).admin();
  await admin.connect();
  const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
  });
  await admin.disconnect();
}
