/**
 * What the web process opened once, at its start. Fastify's routes get it as an argument; pages rendered by Next in the
 * same process reach it through one slot on globalThis, because Next bundles its own copy of every module.
 * Only types are imported here, so that a page never pulls the server into its bundle.
 */

import type { Collections } from "../collections/collections.ts";
import type { RunWatcher } from "../engine/history/run-events.ts";
import type { CheckConfig } from "../lib/check.ts";
import type { Catalogue, Manifest } from "../lib/manifest.ts";
import type { ApiGuide } from "../lib/views/api-guide.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { Db } from "../platform/database/db.ts";
import type { Env } from "../platform/env.ts";
import type { Fetch } from "../platform/guarded-fetch.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics/registry.ts";
import type { Tracing } from "../platform/tracing.ts";
import type { Vault } from "../platform/vault/vault.ts";
import type { Caller } from "./api/caller.ts";
import type { Auth } from "./auth/auth.ts";
import type { AcceptedRuns } from "./metrics/web-metrics.ts";
import type { WebModels } from "./models/web-models.ts";
import type { DraftWatcher } from "./pipelines/draft-changes.ts";

export type AppContext = {
  env: Env;
  db: Db;
  broker: Broker;
  watcher: RunWatcher;
  drafts: DraftWatcher;
  catalogue: Catalogue;
  checkConfig: CheckConfig;
  models: WebModels;
  collections(workspaceId: string): Collections;
  vault: Vault;
  /** The only way out to other servers. */
  fetch: Fetch;
  auth: Auth;
  metrics: Metrics;
  /** Counts the runs that are accepted. */
  acceptedRuns: AcceptedRuns;
  /** Undefined when traces are off. */
  tracing: Tracing | undefined;
  /** How far behind the broker is, in milliseconds. */
  brokerLagMs(): number;
  log: Log;
};

/** What pages may ask of the running process. */
export type PageContext = {
  /** A caller of the tRPC router on behalf of the sender of these headers. */
  callerFor(headers: Headers): Promise<Caller>;
  /** All node types: what a canvas needs, also without a session. */
  manifests(): readonly Manifest[];
  /** The reference of the REST API. */
  apiGuide(): ApiGuide;
};

const slot = Symbol.for("patchbay.page-context");

export function publishPageContext(context: PageContext): void {
  Object.assign(globalThis, { [slot]: context });
}

export function pageContext(): PageContext {
  const found: unknown = Reflect.get(globalThis, slot);
  if (!isPageContext(found))
    throw new Error("Pages need Patchbay's own server: start it with npm start or npm run dev.");
  return found;
}

function isPageContext(value: unknown): value is PageContext {
  return typeof value === "object" && value !== null && "callerFor" in value && typeof value.callerFor === "function";
}
