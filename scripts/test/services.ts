import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startKafka, whyNoKafka } from "../services/kafka.ts";
import { throwawayPostgres } from "../services/throwaway-postgres.ts";
import { createTemplate } from "./template-database.ts";

/** `notices` says, a sentence each, what cannot be tested on this machine. */
export type Services = AsyncDisposable & { env: Record<string, string>; notices: string[] };

const isCi = process.env.CI === "true";
const ADVICE = "Install Docker, or Java 17 and Maven, or set KAFKA_BROKERS to a Kafka of your own.";

/** A real Postgres with the template database, and a real Kafka where there can be one. */
export async function startServices(signal: AbortSignal): Promise<Services> {
  const stack = new AsyncDisposableStack();
  const env: Record<string, string> = {};
  const notices: string[] = [];
  const database = async () => {
    env.TEST_DATABASE_URL = process.env.TEST_DATABASE_URL ?? stack.use(await throwawayPostgres()).url("postgres");
    await createTemplate(env.TEST_DATABASE_URL);
  };
  const kafka = async () => {
    const brokers = process.env.KAFKA_BROKERS || (await ownKafka(stack, notices, signal));
    if (brokers) env.TEST_KAFKA_BROKERS = brokers;
  };
  const results = await Promise.allSettled([database(), kafka()]);
  const broken = results.find((result) => result.status === "rejected");
  if (broken) {
    await stack.disposeAsync();
    throw broken.reason;
  }
  return { env, notices, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function ownKafka(
  stack: AsyncDisposableStack,
  notices: string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka");
  const reason = await whyNoKafka(cacheDir);
  if (reason) {
    if (isCi) throw new Error(`With CI=true the tests need a real Kafka, but ${reason}. ${ADVICE}`);
    notices.push(`The tests that need Kafka were left out: ${reason}. ${ADVICE}`);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "patchbay-kafka-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const files = { cacheDir, dataDir: join(folder, "data"), logFile: join(folder, "kafka.log") };
  const broker = await startKafka({ ...files, keepsData: false, signal });
  stack.defer(broker.stop);
  return broker.brokers;
}
