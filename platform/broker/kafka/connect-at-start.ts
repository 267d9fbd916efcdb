import { setTimeout as sleep } from "node:timers/promises";
import { BrokerAway } from "../broker-away.ts";
import type { KafkaOptions } from "./kafka-client.ts";
import { explainKafkaError } from "./kafka-security.ts";

const betweenMs = 1000;

export type AtStart = Pick<KafkaOptions, "brokers" | "security" | "log"> & {
  /** Milliseconds for which a Kafka that does not answer is waited for. What is wrong with the settings is said at once. */
  patienceMs: number;
};

/** Tries `connect` until Kafka answers. Throws `BrokerAway`. */
export async function connectAtStart(connect: () => Promise<unknown>, options: AtStart): Promise<void> {
  const { brokers, security, log, patienceMs } = options;
  const until = performance.now() + patienceMs;
  for (let tries = 0; ; tries += 1) {
    try {
      await connect();
      return;
    } catch (cause) {
      const advice = explainKafkaError(cause, security);
      if (advice !== undefined) throw new BrokerAway(advice, { cause });
      const message = cause instanceof Error ? cause.message : String(cause);
      const why = `Kafka at ${brokers.join(", ")} does not answer: ${message}. Check that it runs, and KAFKA_BROKERS.`;
      if (performance.now() >= until) throw new BrokerAway(why, { cause });
      if (tries === 0) log.warn({ why }, "waiting for Kafka");
      await sleep(betweenMs);
    }
  }
}
