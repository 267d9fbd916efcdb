/** The web process without its pages, which no run passes: so a measurement needs no build. */
import { syncEnvironmentKey } from "../server/api-keys.ts";
import { ensureOwner } from "../server/auth/owner.ts";
import { env } from "../server/env.ts";
import { openHttp } from "../server/http.ts";
import { openLog } from "../server/log.ts";
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
