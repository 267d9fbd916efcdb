/** A worker that takes documents in, slowly, so that a test can kill it half-way. */
import { setTimeout as sleep } from "node:timers/promises";
import { openDrivers } from "../../collections/drivers.ts";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import { openDb } from "../../platform/database/db.ts";
import { openLog } from "../../platform/log.ts";
import { hashedWords } from "./hashed-words.ts";

const db = openDb(process.env.DATABASE_URL ?? "", { max: 3, name: "ingestion-child" });
const drivers = openDrivers({ ...db, pinecone: { readCredential: async () => undefined } });
await startDocumentIngestion({
  ...db,
  drivers,
  broker: { listen: async () => ({ close: async () => {} }) },
  log: openLog("silent", "ingestion-child"),
  leaseSeconds: 3,
  pollMs: 50,
  async embed(texts, signal) {
    await sleep(200);
    return hashedWords(texts, signal);
  },
});
