import { topics } from "../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../broker/broker.ts";
import type { BrokerProbe } from "../broker/probe.ts";
import { Counter, Gauge, Histogram } from "./instruments.ts";
import { type Metrics, quickBuckets } from "./registry.ts";

const ownTopics: ReadonlySet<string> = new Set(Object.values(topics));
/** Topics of users have names that users chose. */
const labelOf = (topic: string) => (ownTopics.has(topic) ? topic : "users");

/** The same broker with metrics: messages published, how long that takes, and messages received. */
export function measureBroker(registry: Metrics, broker: Broker): Broker {
  const registers = [registry];
  const published = new Counter({
    name: "patchbay_broker_published_total",
    help: "Messages published to the broker, by topic.",
    labelNames: ["topic"],
    registers,
  });
  const failures = new Counter({
    name: "patchbay_broker_publish_failures_total",
    help: "Publications that the broker did not accept. Their receivers poll for what they said.",
    registers,
  });
  const latency = new Histogram({
    name: "patchbay_broker_publish_seconds",
    help: "Time until the broker has accepted a message.",
    buckets: quickBuckets,
    registers,
  });
  // patchbay_broker_heard_total is the name of earlier releases; dashboards and alerts may still use it.
  const [received, heard] = ["patchbay_broker_received_total", "patchbay_broker_heard_total"].map(
    (name) =>
      new Counter({ name, help: "Messages received from the broker, by topic.", labelNames: ["topic"], registers }),
  );
  const count = (messages: readonly BrokerMessage[], ...counters: readonly (Counter<"topic"> | undefined)[]) => {
    const topic = messages[0]?.topic;
    if (topic === undefined) return;
    for (const counter of counters) counter?.inc({ topic: labelOf(topic) }, messages.length);
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
          count(messages, received, heard);
          await handle(messages);
        },
      }),
    listen: ({ handle, ...rest }) =>
      broker.listen({
        ...rest,
        handle: (messages, envelope) => {
          count(messages, received, heard);
          handle(messages, envelope);
        },
      }),
  };
}

export function measureProbe(registry: Metrics, probe: BrokerProbe): void {
  // patchbay_broker_echo_seconds is the name of earlier releases; dashboards and alerts may still use it.
  for (const name of ["patchbay_broker_probe_seconds", "patchbay_broker_echo_seconds"]) {
    new Gauge({
      name,
      help: "Round trip of this process's last probe through the broker, or its age while it is under way.",
      registers: [registry],
      collect() {
        this.set(probe.ms() / 1000);
      },
    });
  }
}
