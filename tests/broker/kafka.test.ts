import net, { type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ISocketFactory, Kafka, logLevel } from "kafkajs";
import type { Broker } from "../../platform/broker/broker.ts";
import { openKafkaBroker } from "../../platform/broker/kafka/kafka.ts";
import { mendKafkajs } from "../../platform/broker/kafka/kafkajs-fixes.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";
import { type BrokerSubject, describeBroker } from "./conformance.ts";

mendKafkajs();

describeWithKafka("with a real Kafka", () => {
  describeBroker("Kafka", async (): Promise<BrokerSubject> => {
    const brokers = kafkaBrokers ?? [];
    const opened: Broker[] = [];
    const sockets = new Set<Socket>();
    let isTransientDbError = false;
    const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
      const socket = net.connect({ host, port: isTransientDbError ? 1 : port }, onConnect);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    };
    const admin = new Kafka({ clientId: "conformance", brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    return {
      address: ["kafka", brokers.join(",")],
      async open() {
        const broker = await openKafkaBroker({ brokers, clientId: "conformance", log: silentLog, socketFactory });
        opened.push(broker);
        return broker;
      },
      async committed(topic, group) {
        const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
      },
      async interrupt() {
        if (sockets.size === 0) throw new Error("nothing was broken");
        isTransientDbError = true;
        for (const socket of sockets) socket.destroy(new Error("connection reset"));
        await sleep(1500);
        isTransientDbError = false;
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(opened.map((broker) => broker.close()));
        await admin.disconnect();
      },
    };
  });
});
