/** Each role and each scope against each procedure, and what becomes of a key when its maker or its account may do less. */
import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryOf, type Permission, permissionTable, Scope } from "../../lib/access/permissions.ts";
import { Role } from "../../lib/access/role.ts";
import { appRouter } from "../../server/api/router.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import type { Actor } from "../../server/auth/authorize.ts";
import { namedBy } from "../../server/auth/chosen-pipelines.ts";
import { procedureDef } from "../../server/http/rest/rest.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import { patienceMs } from "../helpers/patience.ts";
import { furnish, type Sample, samplesOf, type Things } from "./samples.ts";

let server: TestServer;
let ada: Tenant;
let eve: Tenant;
let things: Things;

beforeAll(async () => {
  server = await openTestServer();
  [ada, eve] = [await server.tenant("ada"), await server.tenant("eve")];
  things = await furnish(server, ada);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Procedures for members, with the permission that each needs. */
const procedures = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
  const { type, meta } = procedureDef(procedure);
  const permission = meta?.action ?? "";
  return isPermission(permission) ? [{ path, type, permission }] : [];
});

function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionTable, name);
}

async function codeOf(actor: Actor, { path, type }: { path: string; type: "query" | "mutation" | "subscription" }) {
  const samples: Record<string, Sample> = samplesOf(things);
  try {
    const answer: unknown = await callTRPCProcedure({
      ...{ router: appRouter, path, type, getRawInput: async () => samples[path]?.input, batchIndex: 0 },
      ...{ ctx: { app: server.app, actor, ip: "test" }, signal: AbortSignal.timeout(patienceMs) },
    });
    if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) {
      for await (const _event of answer as AsyncIterable<unknown>) break;
    }
    return undefined;
  } catch (error) {
    return errorData(error).code;
  }
}

test("each role may call the procedures of its permissions, and no other", async () => {
  for (const role of Role.options) {
    for (const procedure of procedures) {
      const may = entryOf(procedure.permission).roles.includes(role);
      const code = await codeOf({ ...eve.actor, role } as Actor, procedure);
      expect(code === "forbidden", `${role} ${procedure.path}: ${code}`).toBe(!may);
    }
  }
});

test("a key with one scope may call the procedures of that scope, and no other", async () => {
  for (const scope of Scope.options) {
    const actor: Actor = { ...key(), permissions: new Set([scope]) };
    for (const procedure of procedures) {
      const code = await codeOf(actor, procedure);
      const where = `${scope} ${procedure.path}: ${code}`;
      expect(code === "forbidden", where).toBe(procedure.permission !== scope);
    }
  }
});

function key() {
  return { kind: "key" as const, keyId: "k", workspaceId: eve.workspaceId, role: "owner" as const };
}

describe("a key for chosen pipelines", () => {
  test("is closed to everything about others, and to what no table says to be about one", async () => {
    const { id } = await ada.api.pipelines.create({ name: "Chosen", graph: greeting });
    const limited: Actor = {
      ...{ kind: "key", keyId: "k", workspaceId: ada.workspaceId, role: "owner", pipelineIds: [id] },
      permissions: new Set(Scope.options),
    };
    for (const procedure of procedures) {
      const { pipelines, keys } = entryOf(procedure.permission);
      if (keys && pipelines === undefined) continue;
      expect(await codeOf(limited, procedure), procedure.path).toBe("forbidden");
    }
    for (const path of Object.keys(namedBy)) {
      const permission = procedures.find((each) => each.path === path)?.permission;
      expect(permission && entryOf(permission).pipelines, path).toBe("chosen");
    }
  });

  test("runs and reads its own over REST, and has only them as tools", async () => {
    const { id: other } = await ada.api.pipelines.create({ name: "Other", graph: greeting });
    await ada.api.pipelines.publish({ id: other });
    const scopes = ["runs.start", "runs.read"] as const;
    const { key } = await ada.api.apiKeys.create({
      name: "one",
      scopes: [...scopes],
      pipelineIds: [things.pipelineId],
    });
    const body = { inputs: { name: "x" } };
    const started = await server.rest("POST", `/pipelines/${things.pipelineId}/runs`, { key, body });
    expect(started.status).toBe(202);
    expect((await server.rest("GET", `/runs/${started.body.id}`, { key })).status).toBe(200);
    expect((await server.rest("POST", `/pipelines/${other}/runs`, { key, body })).status).toBe(403);
    const foreign = await ada.api.runs.start({ pipelineId: other, inputs: { name: "x" } });
    for (const path of [`/runs/${foreign.id}`, `/runs/${foreign.id}/events`, "/runs"]) {
      expect((await server.rest("GET", path, { key })).status, path).toBe(403);
    }
    expect((await server.rest("GET", `/runs?pipelineId=${things.pipelineId}`, { key })).status).toBe(200);
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
    const headers = { accept: "application/json, text/event-stream" };
    const answer = await fetch(`${server.url}/api/v1/mcp`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify(list),
    });
    const text = await answer.text();
    expect(text).toContain("secret_of_ada");
    expect(text).not.toContain('"other"');
  });

  test("has no scope that is about all of them, and no pipeline of another workspace", async () => {
    const create = (scopes: ("pipelines.write" | "runs.read")[], pipelineId: string) =>
      ada.api.apiKeys.create({ name: "x", scopes, pipelineIds: [pipelineId] }).catch((error) => errorData(error));
    expect(await create(["pipelines.write"], things.pipelineId)).toMatchObject({ code: "forbidden" });
    const { id } = await eve.api.pipelines.create({});
    expect(await create(["runs.read"], id)).toMatchObject({ code: "not_found" });
  });
});

describe("a key", () => {
  test("that may only run pipelines does not read a collection by running a batch of it", async () => {
    const { id: collection } = await ada.api.collections.create({ name: "Confidential" });
    const batch = async (scopes: ("runs.start" | "collections.read")[]) => {
      const { key } = await ada.api.apiKeys.create({ name: "runner", scopes, pipelineIds: [things.pipelineId] });
      return await server.rest("POST", `/pipelines/${things.pipelineId}/batches`, { key, body: { collection } });
    };
    const refused = await batch(["runs.start"]);
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain("scope “collections.read”");
    expect((await batch(["runs.start", "collections.read"])).status).not.toBe(403);
  });

  test("says which scope it lacks", async () => {
    const { key } = await ada.api.apiKeys.create({ name: "reader", scopes: ["pipelines.read"] });
    const refused = await server.rest("POST", "/collections", { key, body: { name: "x" } });
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain("scope “collections.write”");
  });

  test("has no more than its maker had, and loses what its maker loses, also when it was used just before", async () => {
    const ed = await server.tenant("ed", "editor");
    expect(await ed.api.apiKeys.create({ name: "x", scopes: ["audit.read"] }).catch(errorData)).toMatchObject({
      code: "forbidden",
    });
    const { id } = await ed.api.pipelines.create({ name: "Ed's", graph: greeting });
    const { key } = await ed.api.apiKeys.create({ name: "all" });
    const start = async () =>
      (await server.rest("POST", `/pipelines/${id}/runs`, { key, body: { inputs: { name: "x" } } })).status;
    expect([await start(), await start()]).toEqual([202, 202]);
    const { membership } = server.app.db.prisma;
    const where = { workspaceId_userId: { workspaceId: ed.workspaceId, userId: ed.userId } };
    await membership.update({ where, data: { role: "viewer" } });
    expect(await start()).toBe(403);
    await membership.update({ where, data: { role: "owner" } });
    expect(await start()).toBe(202);
    // It had an editor's permissions when it was made.
    expect((await server.rest("GET", "/audit", { key })).status).toBe(403);
    await membership.delete({ where });
    expect(await start()).toBe(401);
  });

  test("of before there were scopes goes on as it did", async () => {
    const old = await server.tenant("old", "editor");
    expect((await server.rest("POST", "/pipelines", { key: old.key, body: {} })).status).toBe(201);
    await server.app.db.prisma.membership.deleteMany({ where: { userId: old.userId } });
    expect((await server.rest("POST", "/pipelines", { key: old.key, body: {} })).status).toBe(201);
  });
});

describe("a service account", () => {
  test("acts by its keys until it is disabled, under its own name", async () => {
    const grace = await server.tenant("grace");
    const { serviceAccounts } = grace.api;
    const { id } = await serviceAccounts.create({ name: "Nightly import", role: "editor" });
    const more = serviceAccounts.createKey({ accountId: id, name: "x", scopes: ["audit.read"] });
    expect(await more.catch(errorData)).toMatchObject({ code: "forbidden" });
    const { key, id: keyId } = await serviceAccounts.createKey({ accountId: id, name: "server" });
    const create = async () => (await server.rest("POST", "/pipelines", { key, body: { name: "Imported" } })).status;
    expect(await create()).toBe(201);
    const { items } = await grace.api.audit.list({ kind: "pipeline" });
    expect(items[0]?.actor).toEqual({ kind: "service", id, name: "Nightly import" });
    await expect.poll(async () => (await serviceAccounts.list())[0]?.lastUsedAt).not.toBeNull();

    await serviceAccounts.update({ id, disabled: true });
    expect(await create()).toBe(401);
    await serviceAccounts.update({ id, disabled: false, role: "viewer" });
    expect(await create()).toBe(403);
    await serviceAccounts.update({ id, role: "editor" });
    expect(await create()).toBe(201);
    expect(await grace.api.apiKeys.revoke({ id: keyId }).catch(errorData)).toMatchObject({ code: "not_found" });
    await serviceAccounts.revokeKey({ id: keyId });
    expect(await create()).toBe(401);
    const second = await serviceAccounts.createKey({ accountId: id, name: "server" });
    await serviceAccounts.delete({ id });
    expect((await server.rest("GET", "/pipelines", { key: second.key })).status).toBe(401);
    expect((await grace.api.audit.list({ kind: "service-account" })).items).toHaveLength(5);
  });
});
