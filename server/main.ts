/** The web process. Start here: settings, what it opens, the HTTP server, and how it ends. */
import type { ApiGuide } from "../lib/views/api-guide.ts";
import type { NodeGuide } from "../lib/views/node-guide.ts";
import { nodeTypes } from "../nodes/index.ts";
import { orExit } from "../platform/at-start.ts";
import { awaitMigrations } from "../platform/database/migrations.ts";
import { awaitDatabase } from "../platform/database/open-client.ts";
import { doubtsAbout, env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { measureProcess } from "../platform/metrics/registry.ts";
import { createCaller } from "./api/caller.ts";
import { assertExport } from "./audit/audit-log.ts";
import { actorOf } from "./auth/actor.ts";
import { syncEnvironmentKey } from "./auth/api-keys.ts";
import { ensureOwner } from "./auth/owner.ts";
import { ownerSignInLink } from "./auth/sign-in-link.ts";
import { prepareClosing } from "./close-on-signals.ts";
import { makeApiGuide } from "./http/docs/api-guide.ts";
import { makeNodeGuide } from "./http/docs/node-guide.ts";
import { openDrain } from "./http/drain.ts";
import { backlog, openHttp } from "./http/http.ts";
import { addPages } from "./http/pages.ts";
import { visitorOf } from "./http/requests/visitor.ts";
import { openApp } from "./open-app.ts";
import { publishPageContext } from "./page-context.ts";

const settings = await orExit(env);
const log = openLog(settings.LOG_LEVEL, "web");
// npm start says it itself.
if (process.send === undefined) for (const doubt of doubtsAbout(process.env, settings)) log.warn(doubt);
const onWait = (why: string) => log.warn({ why }, "waiting for the database");
await orExit(() => awaitDatabase(settings.DATABASE_URL, { name: "patchbay-web", onWait }));
await orExit(() => awaitMigrations(settings.DATABASE_URL, { name: "patchbay-web", onWait }));
await orExit(() => assertExport(settings));
const app = await orExit(() => openApp(settings, log));
const { prisma } = app.db;
const { workspaceId } = await ensureOwner(prisma);
await syncEnvironmentKey(prisma, workspaceId, settings.PATCHBAY_API_KEY);
measureProcess(app.metrics);
let apiGuide: ApiGuide | undefined;
let nodeGuides: NodeGuide[] | undefined;
publishPageContext({
  manifests: () => [...app.catalogue.values()],
  apiGuide: () => (apiGuide ??= makeApiGuide(settings.PATCHBAY_URL)),
  nodeGuides: () => (nodeGuides ??= nodeTypes.map(makeNodeGuide)),
  async callerFor(headers) {
    return createCaller({ app, actor: await actorOf(app, headers), ip: visitorOf(headers) });
  },
});

const drain = openDrain();
const http = await openHttp(app, drain);
const pages = await addPages(http, settings);
const drainSeconds = settings.PATCHBAY_DRAIN_SECONDS;
const closing = prepareClosing({ http, drain, drainSeconds, log, parts: [pages, app] });
const address = await http.listen({ port: settings.PORT, host: settings.HOST, backlog });
log.info({ address }, "listening");
const signInLink = await ownerSignInLink(prisma, app.auth);

closing.start();
process.send?.({ ready: true, signInLink });
