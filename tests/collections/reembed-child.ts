/** A worker that makes vectors anew, slowly, so that a test can kill it half-way. */
import { setTimeout as sleep } from "node:timers/promises";
import { startReembedding } from "../../collections/reembed/worker.ts";
import { openDb } from "../../platform/database/db.ts";
import { openLog } from "../../platform/log.ts";
import { hashedWords } from "./hashed-words.ts";
import { otherEmbedding } from "./other-embedding.ts";

const db = openDb(process.env.DATABASE_URL ?? "", { max: 3, name: "reembed-child" });
await startReembedding({
  ...db,
  broker: { listen: async () => ({ close: async () => {} }) },
  log: openLog("silent", "reembed-child"),
  leaseSeconds: 3,
  pollMs: 50,
  embed: hashedWords,
  async embedWith(by, ...call) {
    await sleep(200);
    return otherEmbedding(by, ...call);
  },
});
