import type { Kafka, Producer } from "kafkajs";
import { Partitioners } from "kafkajs";
import { PatchbayError } from "../../../lib/errors.ts";
import { messagesOf, placesOf } from "../kafka/kafka-producer.ts";
import type { EventPlace, NewEvent } from "../topic-log.ts";

export type PlainProducer = {
  /**
   * Throws `in_doubt` when it is not known whether Kafka has taken it: kafkajs repeats a request without doubling its event, but
   * after another process has begun anew no one can tell.
   */
  send(event: NewEvent): Promise<EventPlace>;
  close(): Promise<void>;
};

/** Without transactions, for clusters whose ACLs allow none. */
export function makePlainProducer(kafka: Kafka, asError: (thrown: unknown) => unknown): PlainProducer {
  let producer: Promise<Producer> | undefined;

  async function drop(): Promise<void> {
    const former = producer;
    producer = undefined;
    await former?.then((one) => one.disconnect()).catch(() => {});
  }

  async function connected(): Promise<Producer> {
    producer ??= openProducer(kafka);
    return await producer.catch(async (thrown: unknown) => {
      await drop();
      throw asError(thrown);
    });
  }

  return {
    close: drop,
    async send(event) {
      const one = await connected();
      try {
        const sent = await one.sendBatch({ acks: -1, topicMessages: messagesOf([event]) });
        const bases = new Map(sent.map((base) => [`${base.topicName}\n${base.partition}`, base.baseOffset]));
        const [place] = placesOf([event], bases);
        if (!place) throw new Error("an event was published and has no place");
        return place;
      } catch (thrown) {
        await drop();
        const told = asError(thrown);
        if (told instanceof PatchbayError && !told.canRetry) throw told;
        const why = told instanceof PatchbayError ? told.userMessage : "Kafka did not answer.";
        const words = `It is not known whether the event was published: ${why} It is not sent again. Look into the topic, then run from here.`;
        throw new PatchbayError("in_doubt", words, { cause: thrown });
      }
    },
  };
}

async function openProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}
