/** A whole web process in a test: real Fastify on a port of its own, real Postgres, and a worker when asked for. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { startDocumentIngestion } from "../../collections/ingest/documents.ts";
import type { Role } from "../../lib/access/role.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { loadEnv } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import { openLog } from "../../platform/log.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { createCaller } from "../../server/api/caller.ts";
import { createApiKey } from "../../server/auth/api-keys.ts";
import type { Actor } from "../../server/auth/authorize.ts";
import { openHttp } from "../../server/http/http.ts";
import { openApp } from "../../server/open-app.ts";
import { openServices } from "../../workers/services.ts";
import { startWorker } from "../../workers/worker.ts";
import { testDatabase } from "../helpers/database.ts";

export type TestServer = Awaited<ReturnType<typeof openTestServer>>;
export type Tenant = Awaited<ReturnType<TestServer["tenant"]>>;

export async function openTestServer(settings: Record<string, string> = {}) {
  const cleanUp = new AsyncDisposableStack();
  const database = cleanUp.use(await testDatabase());
  const home = await mkdtemp(join(tmpdir(), "patchbay-testServer-"));
  cleanUp.defer(() => rm(home, { recursive: true, force: true }));
  const port = settings.PORT === undefined ? await freePort() : Number(settings.PORT);
  const env = loadEnv({
    NODE_ENV: "test",
    DATABASE_URL: database.url,
    PORT: String(port),
    PATCHBAY_SECRET: "a secret of the tests, which is long enough",
    PATCHBAY_MODELS: "none",
    PATCHBAY_HOME: home,
    ...settings,
  });
  const log = openLog("silent", "test");
  const app = await openApp(env, log);
  cleanUp.defer(() => app.close());
  const http = await openHttp(app);
  await http.listen({ port, host: "127.0.0.1" });
  cleanUp.defer(() => http.close());
  const url = `http://localhost:${port}`;
  const { prisma } = app.db;

  /** A person with a workspace, a session cookie and an API key. */
  async function tenant(name: string, role: Role = "owner") {
    const email = `${name}@example.com`;
    const userId = newId();
    const workspaceId = newId();
    await prisma.user.create({ data: { id: userId, name, email, emailVerified: true } });
    const defaultModel = { provider: "built-in", model: "" };
    await prisma.workspace.create({ data: { id: workspaceId, name: `${name}'s workspace`, defaultModel } });
    await prisma.membership.create({ data: { userId, workspaceId, role } });
    const { key, id: keyId } = await createApiKey(prisma, { workspaceId, name: "test", role, createdBy: userId });
    const actor: Actor = { kind: "user", user: { id: userId, name, email }, workspaceId, role };
    const api = createCaller({ app, actor, ip: "test" });
    return { name, email, userId, workspaceId, key, keyId, actor, api };
  }

  /** Cookies of a fresh session of this person. */
  async function cookieOf(email: string): Promise<string> {
    const answer = await fetch(await app.auth.signInLink(email), { redirect: "manual" });
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";", 1)[0])
      .join("; ");
  }

  /** A REST call with a key. */
  async function rest(
    method: string,
    path: string,
    options: { key?: string; body?: unknown; headers?: HeadersInit } = {},
  ) {
    const headers = new Headers(options.headers);
    if (options.key !== undefined) headers.set("authorization", `Bearer ${options.key}`);
    if (options.body !== undefined) headers.set("content-type", "application/json");
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Starts a worker beside the web process; it ends with the server. */
  async function work(own: Partial<Pick<typeof env, "PATCHBAY_HOME">> = {}): Promise<void> {
    const { models, drivers, topics, stores, embedWith, servicesFor } = openServices({
      db: app.db,
      broker: app.broker,
      env: { ...env, ...own },
    });
    const parts = { pool: app.db.pool, broker: app.broker, topics, stores, nodeTypes, servicesFor, log };
    const worker = await startWorker(parts);
    const { broker } = app;
    const documents = await startDocumentIngestion({
      ...{ pool: app.db.pool, broker, drivers, stores, embedWith, log },
      tokensOf: models.tokensOf,
    });
    cleanUp.defer(async () => {
      await Promise.all([documents.close(), worker.stop()]);
      await Promise.all([models.close(), topics.close()]);
    });
  }

  return { app, http, env, url, tenant, cookieOf, rest, work, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}

/** A pipeline that greets: input → template → output. Runs with no model. */
export const greeting: z.input<typeof Graph> = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "name", kind: "text" }] } },
    greet: { type: "template", version: 1, config: { template: "Hello {{ name }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "greeting", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "name" }, to: { node: "greet", port: "name" } },
    { id: "b", from: { node: "greet", port: "text" }, to: { node: "out", port: "greeting" } },
  ],
};
