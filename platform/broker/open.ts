import pg from "pg";
import { outlivesBreaks } from "../database/outlives-breaks.ts";
import type { Broker } from "./broker.ts";
import { sealedEnvelope } from "./envelope.ts";
import type { KafkaSecurity } from "./kafka/kafka-security.ts";
import { type BrokerLog, silentLog } from "./log.ts";
import { openPostgresBroker } from "./postgres/postgres.ts";

export type OpenBroker = {
  /** Kafka when it has addresses, else Postgres. */
  kafkaBrokers?: readonly string[];
  kafkaSecurity?: KafkaSecurity | undefined;
  pool?: pg.Pool;
  databaseUrl?: string;
  clientId: string;
  /** PATCHBAY_SECRET, with which values of users may go over a Kafka, and those that are accepted besides. */
  secret?: string | undefined;
  otherSecrets?: readonly string[];
  log?: BrokerLog;
  /** Milliseconds for which a Kafka that does not answer is waited for. */
  patienceMs?: number;
};

/** The broker this process uses. A pool that is passed in stays its owner's; one made from `databaseUrl` is closed with it. */
export async function openBroker(options: OpenBroker): Promise<Broker> {
  const { kafkaBrokers = [], log = silentLog } = options;
  const { pool, end } = poolOf(options);
  const broker = kafkaBrokers.length > 0 ? await openKafka(options, pool) : openPostgresBroker({ pool, log });
  return {
    ...broker,
    async close() {
      await broker.close();
      await end();
    },
  };
}

async function openKafka(options: OpenBroker, pool: pg.Pool) {
  const { kafkaBrokers = [], kafkaSecurity: security, clientId, secret, otherSecrets, log = silentLog } = options;
  const { patienceMs = 60_000 } = options;
  // kafkajs takes a while to load; who runs on Postgres does not pay for it.
  const [{ openKafkaBroker }, { withNotices }] = await Promise.all([
    import("./kafka/kafka.ts"),
    import("./kafka/with-notices.ts"),
  ]);
  const envelope = secret === undefined ? {} : { envelope: sealedEnvelope(secret, otherSecrets) };
  const kafka = { brokers: kafkaBrokers, security, clientId, log, patienceMs, ...envelope };
  return withNotices(await openKafkaBroker(kafka), {
    pool,
    log,
  });
}

function poolOf({ pool, databaseUrl, clientId }: OpenBroker): { pool: pg.Pool; end(): Promise<void> } {
  if (pool) return { pool, end: async () => {} };
  const own = outlivesBreaks(new pg.Pool({ connectionString: databaseUrl, max: 3, application_name: clientId }));
  return { pool: own, end: () => own.end() };
}
