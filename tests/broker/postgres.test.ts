import pg from "pg";
import type { Broker } from "../../platform/broker/broker.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { testDatabase } from "../helpers/database.ts";
import { type BrokerSubject, describeBroker } from "./conformance.ts";

describeBroker("Postgres", async (): Promise<BrokerSubject> => {
  const db = await testDatabase();
  const opened: Broker[] = [];
  return {
    address: ["postgres", db.url],
    async open() {
      const broker = await openBroker({ databaseUrl: db.url, clientId: "conformance" });
      opened.push(broker);
      return broker;
    },
    async committed(topic, group) {
      const text = `
        SELECT count(*)::int AS handled FROM "BrokerMessage" m JOIN "BrokerOffset" o USING (topic)
        WHERE topic = $1 AND "group" = $2 AND m.id <= o.position`;
      return (await db.pool.query(text, [topic, group])).rows[0].handled;
    },
    async interrupt() {
      const admin = new pg.Client({ connectionString: db.url });
      await admin.connect();
      for (let round = 0; round < 3; round += 1) {
        const broken = await admin.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        if (round === 0 && broken.rowCount === 0) throw new Error("nothing was broken");
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      await admin.end();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        opened.map((broker) => Promise.race([broker.close(), new Promise((r) => setTimeout(r, 1000))])),
      );
      await db.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
      await db[Symbol.asyncDispose]();
    },
  };
});
