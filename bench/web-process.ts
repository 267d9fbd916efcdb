/** The web process without its pages, which no run passes: so a measurement needs no build. */

import { env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { syncEnvironmentKey } from "../server/auth/api-keys.ts";
import { ensureOwner } from "../server/auth/owner.ts";
import { openHttp } from "../server/http/http.ts";
import { openApp } from "../server/open-app.ts";

const settings = env();
const app = await openApp(settings, openLog(settings.LOG_LEVEL, "web"));
const { workspaceId } = await ensureOwner(app.db.prisma);
await syncEnvironmentKey(app.db.prisma, workspaceId, settings.PATCHBAY_API_KEY);
const http = await openHttp(app);
await http.listen({ port: settings.PORT, host: "127.0.0.1" });
process.send?.({ ready: true });
process.once("SIGTERM", async () => {
  await http.close();
  await app.close();
  process.exit(0);
});
