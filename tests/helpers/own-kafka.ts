/** A Kafka of a test's own, which can be killed and started again with what it keeps. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startKafka } from "../../scripts/services/kafka.ts";

type OwnKafka = AsyncDisposable & { readonly brokers: string; kill(): Promise<void>; start(): Promise<void> };

export async function openOwnKafka(): Promise<OwnKafka> {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-kafka-"));
  const options = {
    cacheDir: resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka"),
    ...{ dataDir: join(folder, "data"), logFile: join(folder, "kafka.log"), keepsData: true },
  };
  let kafka = await startKafka(options);
  const { port, brokers } = kafka;
  return {
    brokers,
    async kill() {
      kafka.daemon.kill();
      await kafka.daemon.ended;
    },
    async start() {
      kafka = await startKafka({ ...options, port });
      if (kafka.port !== port) throw new Error("another program has taken Kafka's port");
    },
    async [Symbol.asyncDispose]() {
      await kafka.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
