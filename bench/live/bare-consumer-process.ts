/** The floor: a consumer of kafkajs, with commits of its own in the background, that parses each event and says when. */
import { Kafka, logLevel } from "kafkajs";
import { z } from "zod";

const [brokers = "", topic = ""] = process.argv.slice(2);
const Value = z.object({ n: z.number() });
const kafka = new Kafka({ brokers: brokers.split(","), clientId: "bench-bare", logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: `bench-${process.pid}`, maxWaitTimeInMs: 50, minBytes: 1 });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => process.send?.({ ready: true }));
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: true,
  async eachBatch({ batch }) {
    const seen = batch.messages.map(({ value }) => Value.parse(JSON.parse(String(value))).n);
    // Of one machine: wall clock with a fraction, as the sender's.
    process.send?.({ seen, at: performance.timeOrigin + performance.now() });
  },
});
process.once("SIGTERM", async () => {
  await consumer.disconnect();
  process.exit(0);
});
