/** The web process without its pages, which no run passes: so a measurement needs no build. */

import { env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { syncEnvironmentKey } from "../server/auth/api-keys.ts";
import { ensureOwner } from "../server/auth/owner.ts";
import { prepareClosing } from "../server/close-on-signals.ts";
import { openDrain } from "../server/http/drain.ts";
import { backlog, openHttp } from "../server/http/http.ts";
import { openApp } from "../server/open-app.ts";

const settings = env();
const log = openLog(settings.LOG_LEVEL, "web");
const app = await openApp(settings, log);
const { workspaceId } = await ensureOwner(app.db.prisma);
await syncEnvironmentKey(app.db.prisma, workspaceId, settings.PATCHBAY_API_KEY);
const drain = openDrain();
const http = await openHttp(app, drain);
const closing = prepareClosing({ http, drain, drainSeconds: settings.PATCHBAY_DRAIN_SECONDS, log, parts: [app] });
await http.listen({ port: settings.PORT, host: "127.0.0.1", backlog });
closing.start();
process.send?.({ ready: true });
