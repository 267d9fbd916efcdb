/** A web process's part that fetches model files, by itself, so that a test can kill it: its argument are settings as JSON. */
import { z } from "zod";
import { openDb } from "../../../platform/database/db.ts";
import { noObjectStores } from "../../../platform/files/object-store.ts";
import { makeGuardedFetch } from "../../../platform/guarded-fetch.ts";
import { openLog } from "../../../platform/log.ts";
import { openWebLocalModels } from "../../../server/local-models/local-models.ts";

const Settings = z.object({ url: z.string(), home: z.string(), host: z.string() });
const { url, home, host } = Settings.parse(JSON.parse(process.argv[2] ?? "{}"));
const env = { PATCHBAY_HOME: home, PATCHBAY_PRIVATE_HOSTS: [host], PATCHBAY_MODEL_FILE_GB: 1 };
const fetch = makeGuardedFetch({ privateHosts: [host] });
const db = openDb(url, { name: "fetcher", max: 2 });
openWebLocalModels({ db, env, fetch, stores: noObjectStores, log: openLog("silent", "test") });
setInterval(() => {}, 60_000);
