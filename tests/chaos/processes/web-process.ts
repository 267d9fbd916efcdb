/** server/main.ts without pages, with the chaos tests' node types besides the product's own. */

import { env } from "../../../platform/env.ts";
import { openLog } from "../../../platform/log.ts";
import { syncEnvironmentKey } from "../../../server/auth/api-keys.ts";
import { ensureOwner } from "../../../server/auth/owner.ts";
import { openHttp } from "../../../server/http/http.ts";
import { openApp } from "../../../server/open-app.ts";
import { chaosNodeTypes } from "../node-types.ts";

const settings = env();
const app = await openApp(settings, openLog(settings.LOG_LEVEL, "web"), chaosNodeTypes);
const { workspaceId } = await ensureOwner(app.db.prisma);
await syncEnvironmentKey(app.db.prisma, workspaceId, settings.PATCHBAY_API_KEY);
const http = await openHttp(app);
await http.listen({ port: settings.PORT, host: settings.HOST });
process.once("disconnect", () => process.exit(1));
process.once("SIGTERM", async () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  await http.close();
  await app.close();
  process.exit(0);
});
process.send?.({ ready: true });
