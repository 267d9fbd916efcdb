import { Counter, Gauge, Histogram } from "@prometheus-io/client";
import { topics } from "../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../broker/broker.ts";
import type { BrokerEcho } from "../broker/echo.ts";
import { type Metrics, quickBuckets } from "./registry.ts";

const ownTopics: ReadonlySet<string> = new Set(Object.values(topics));
/** Topics of users have names that users chose. */
const labelOf = (topic: string) => (ownTopics.has(topic) ? topic : "users");

/** The same broker, counted: what goes out, how long that takes, and what comes in. */
export function measureBroker(registry: Metrics, broker: Broker): Broker {
  const registers = [registry];
  const published = new Counter({
    name: "patchbay_broker_published_total",
    help: "Messages given to the broker, by topic.",
    labelNames: ["topic"],
    registers,
  });
  const failures = new Counter({
    name: "patchbay_broker_publish_failures_total",
    help: "Messages that the broker did not accept. The sweep finds the runs they were about.",
    registers,
  });
  const latency = new Histogram({
    name: "patchbay_broker_publish_seconds",
    help: "Time until the broker has a message.",
    buckets: quickBuckets,
    registers,
  });
  const received = new Counter({
    name: "patchbay_broker_heard_total",
    help: "Messages that came from the broker, by topic.",
    labelNames: ["topic"],
    registers,
  });
  const count = (messages: readonly BrokerMessage[], counter: typeof received) => {
    const topic = messages[0]?.topic;
    if (topic !== undefined) counter.inc({ topic: labelOf(topic) }, messages.length);
  };

  return {
    ...broker,
    async publish(messages) {
      const since = performance.now();
      try {
        await broker.publish(messages);
        count(messages, published);
        latency.observe((performance.now() - since) / 1000);
      } catch (error) {
        failures.inc();
        throw error;
      }
    },
    subscribe: ({ handle, ...rest }) =>
      broker.subscribe({
        ...rest,
        handle: async (messages) => {
          count(messages, received);
          await handle(messages);
        },
      }),
    listen: ({ handle, ...rest }) =>
      broker.listen({
        ...rest,
        handle: (messages) => {
          count(messages, received);
          handle(messages);
        },
      }),
  };
}

export function measureEcho(registry: Metrics, echo: BrokerEcho): void {
  new Gauge({
    name: "patchbay_broker_echo_seconds",
    help: "How long this process's last message to itself took through the broker, or has been taking so far.",
    registers: [registry],
    collect() {
      this.set(echo.ms() / 1000);
    },
  });
}
