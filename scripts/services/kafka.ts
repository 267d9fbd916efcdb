import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon } from "./daemon.ts";
import { accepts, freePort } from "./free-port.ts";
import { hasDocker, startOnDocker } from "./kafka/docker.ts";
import { startOnJava, whyNotJava } from "./kafka/java.ts";

export type KafkaOptions = {
  /** Where the jars are kept, to be shared by all data folders. */
  cacheDir: string;
  dataDir: string;
  logFile: string;
  /** The port to use when it is free. */
  port?: number;
  /** The port at which clients are told to come, when something stands between them and the broker. */
  advertisedPort?: number;
  /** False for tests: the data may go with the broker. */
  keepsData: boolean;
  /** Ends a fetch that is under way. */
  signal?: AbortSignal;
};

export type Kafka = { brokers: string; port: number; daemon: Daemon; stop(): Promise<void> };

/** Says why there can be no Kafka on this machine, or undefined when there can. */
export async function whyNoKafka(cacheDir: string): Promise<string | undefined> {
  if (await hasDocker()) return undefined;
  const reason = await whyNotJava(cacheDir);
  return reason && `Docker does not answer, and ${reason}`;
}

/** Brings up one real Kafka broker, on Docker where its daemon answers, else on Java with jars from Maven. */
export async function startKafka(options: KafkaOptions, progress = (_: string) => {}): Promise<Kafka> {
  const reason = await whyNoKafka(options.cacheDir);
  if (reason) throw new Error(`Kafka cannot be brought up: ${reason}. Set KAFKA_BROKERS to a Kafka of your own.`);
  const port = await freePort(options.port);
  const advertised = options.advertisedPort ?? port;
  const daemon = (await hasDocker())
    ? await startOnDocker({ ...options, name: nameOf(options.dataDir), port, advertised }, progress)
    : await startOnJava({ ...options, ports: { broker: port, controller: await freePort(), advertised } }, progress);
  await untilAccepts(daemon, port);
  return { brokers: `127.0.0.1:${port}`, port, daemon, stop: daemon.stop };
}

const nameOf = (dataDir: string) =>
  `patchbay-kafka-${createHash("sha256").update(join(dataDir)).digest("hex").slice(0, 8)}`;

async function untilAccepts(daemon: Daemon, port: number): Promise<void> {
  for (let waited = 0; waited < 90_000; waited += 100) {
    if (daemon.hasEnded()) throw new Error(`Kafka ended at once. The end of its log:\n${await daemon.lastLines()}`);
    if (await accepts(port)) return;
    await sleep(100);
  }
  await daemon.stop();
  throw new Error(`Kafka did not answer within 90 seconds. The end of its log:\n${await daemon.lastLines()}`);
}
