/** What the web process opens once, at its start. Fastify's routes and tRPC's procedures get it as an argument. */
import type pg from "pg";
import type { Collections } from "../collections/collections.ts";
import type { RunWatcher } from "../engine/history/run-events.ts";
import type { CheckConfig } from "../lib/graph/check.ts";
import type { Catalogue } from "../lib/node-types/manifest.ts";
import type { SchemaRegistries } from "../nodes/events/registry/schema-registry.ts";
import type { SchemaWriters } from "../nodes/events/registry/write/schema-writers.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { Db } from "../platform/database/db.ts";
import type { Env } from "../platform/env.ts";
import type { ObjectStores } from "../platform/files/object-store.ts";
import type { Fetch } from "../platform/guarded-fetch.ts";
import type { Log } from "../platform/log.ts";
import type { Mailer } from "../platform/mail/mailer.ts";
import type { Metrics } from "../platform/metrics/registry.ts";
import type { Topics } from "../platform/topics/topics.ts";
import type { Tracing } from "../platform/tracing.ts";
import type { Vault } from "../platform/vault/vault.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { SignInNotes } from "./audit/audit-sign-ins.ts";
import type { Auth } from "./auth/auth.ts";
import type { WebLocalModels } from "./local-models/local-models.ts";
import type { AcceptedRuns } from "./metrics/web-metrics.ts";
import type { WebModels } from "./models/web-models.ts";
import type { DraftWatcher } from "./pipelines/draft-changes.ts";

export type AppContext = {
  env: Env;
  db: Db;
  /** Connections for what watches this process, which must not wait behind its requests. */
  watchPool: pg.Pool;
  broker: Broker;
  watcher: RunWatcher;
  drafts: DraftWatcher;
  catalogue: Catalogue;
  checkConfig: CheckConfig;
  models: WebModels;
  /** Model files that workspaces have added. */
  localModels: WebLocalModels;
  collections(workspaceId: string): Collections;
  /** Where files lie that are not in the database. */
  stores: ObjectStores;
  topics: Topics;
  /** What reads values by schemas of registries. */
  schemas: SchemaRegistries;
  /** What writes values by them, for requests. */
  schemaWriters: SchemaWriters;
  vault: Vault;
  /** The only way out to other servers. */
  fetch: Fetch;
  mailer: Mailer;
  audit: AuditLog;
  auth: Auth;
  signInNotes: SignInNotes;
  metrics: Metrics;
  /** Counts the runs that are accepted. */
  acceptedRuns: AcceptedRuns;
  /** Undefined when traces are off. */
  tracing: Tracing | undefined;
  /** How far behind the broker is, in milliseconds. */
  brokerLagMs(): number;
  log: Log;
};
