import { describe } from "vitest";

/** The real Kafka that npm test brought up, as a list of brokers; undefined when there is none on this machine. */
export const kafkaBrokers = process.env.TEST_KAFKA_BROKERS?.split(",");

/** `describe`, left out when there is no Kafka. With CI=true npm test does not start without one. */
export const describeWithKafka = describe.skipIf(!kafkaBrokers);
