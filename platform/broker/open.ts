import pg from "pg";
import type { Broker } from "./broker.ts";
import { sealedEnvelope } from "./envelope.ts";
import { type BrokerLog, silentLog } from "./log.ts";
import { openPostgresBroker } from "./postgres/postgres.ts";

export type OpenBroker = {
  /** Kafka when it has addresses, else Postgres. */
  kafkaBrokers?: readonly string[];
  pool?: pg.Pool;
  databaseUrl?: string;
  clientId: string;
  /** PATCHBAY_SECRET, with which values of users may go over a Kafka. */
  secret?: string | undefined;
  log?: BrokerLog;
};

/** The broker this process uses. A pool that is passed in stays its owner's; one made from `databaseUrl` is closed with it. */
export async function openBroker(options: OpenBroker): Promise<Broker> {
  const { kafkaBrokers = [], clientId, log = silentLog } = options;
  if (kafkaBrokers.length > 0) {
    // kafkajs takes a while to load; who runs on Postgres does not pay for it.
    const { openKafkaBroker } = await import("./kafka/kafka.ts");
    return await openKafkaBroker({
      brokers: kafkaBrokers,
      clientId,
      log,
      ...(options.secret === undefined ? {} : { envelope: sealedEnvelope(options.secret) }),
    });
  }
  if (options.pool) return openPostgresBroker({ pool: options.pool, log });
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 3, application_name: clientId });
  pool.on("error", () => {});
  const broker = openPostgresBroker({ pool, log });
  return {
    ...broker,
    async close() {
      await broker.close();
      await pool.end();
    },
  };
}
