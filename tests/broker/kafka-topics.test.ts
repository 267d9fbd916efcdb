import { KafkaJSProtocolError } from "kafkajs";
import { expect, test } from "vitest";
import { makeTopicKeeper } from "../../platform/broker/kafka/kafka-topics.ts";

/** A Kafka whose brokers know of a topic only some requests after it was created, by us or by another client at the same time. */
function slowKafka({ isMadeByUs, deafFor }: { isMadeByUs: boolean; deafFor: number }) {
  let deaf = deafFor;
  const unknown = () => {
    const error = new Error("This server does not host this topic-partition");
    return new KafkaJSProtocolError(
      Object.assign(error, { type: "UNKNOWN_TOPIC_OR_PARTITION", code: 3, retriable: true }),
    );
  };
  return {
    listTopics: async () => [],
    createTopics: async () => isMadeByUs,
    async fetchTopicMetadata() {
      deaf -= 1;
      if (deaf >= 0) throw unknown();
      return { topics: [] };
    },
    asksLeft: () => deaf,
  };
}

test.each([true, false])("a topic exists once its broker knows of it (made by us: %s)", async (isMadeByUs) => {
  const kafka = slowKafka({ isMadeByUs, deafFor: 3 });
  await makeTopicKeeper(kafka)(["patchbay.runs"]);
  expect(kafka.asksLeft()).toBe(-1);
});
