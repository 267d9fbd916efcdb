/** A worker that refreshes sources, which a test kills between two pages. */
import { openDrivers } from "../../../collections/drivers.ts";
import { startWebSources } from "../../../collections/web/worker.ts";
import { openDb } from "../../../platform/database/db.ts";
import { openLog } from "../../../platform/log.ts";
import { loopbackFetch } from "../../helpers/node.ts";

const db = openDb(process.env.DATABASE_URL ?? "", { max: 3, name: "web-sources-child" });
await startWebSources({
  ...db,
  broker: { listen: async () => ({ close: async () => {} }), publish: async () => {} },
  drivers: openDrivers({ ...db, pinecone: { readCredential: async () => undefined } }),
  log: openLog("silent", "web-sources-child"),
  fetch: loopbackFetch,
  pauseMs: 0,
  leaseSeconds: 3,
  pollMs: 50,
});
