/** Roles of a workspace's own: who has one may do what viewers may and what it adds, at once and in every way in. */
import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  entryOf,
  type Permission,
  permissionsOfCustom,
  permissionTable,
  RolePermission,
} from "../../lib/access/permissions.ts";
import { newId } from "../../platform/ids.ts";
import { createCaller } from "../../server/api/caller.ts";
import { appRouter } from "../../server/api/router.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import type { Actor } from "../../server/auth/authorize.ts";
import { procedureDef } from "../../server/http/rest/rest.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import { patienceMs } from "../helpers/patience.ts";
import { furnish, type Sample, samplesOf } from "./samples.ts";

let server: TestServer;
let ada: Tenant;
beforeAll(async () => {
  server = await openTestServer();
  ada = await server.tenant("ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = (error: unknown) => errorData(error).code;

test("each permission that a role adds opens its procedures, and no other", async () => {
  const things = await furnish(server, ada);
  const samples: Record<string, Sample> = samplesOf(things);
  const eve = await server.tenant("eve");
  for (const added of RolePermission.options) {
    const permissions = new Set(permissionsOfCustom([added]));
    const customRole = { id: "r", name: "Mine" };
    const user = { id: eve.userId, name: eve.name, email: eve.email };
    const actor: Actor = { kind: "user", user, workspaceId: eve.workspaceId, role: "viewer", permissions, customRole };
    for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
      const { type, meta } = procedureDef(procedure);
      const permission = meta?.action ?? "";
      if (!isPermission(permission)) continue;
      const may = permission === added || entryOf(permission).roles.includes("viewer");
      // What viewers may do too is called for them elsewhere.
      if (may && permission !== added) continue;
      const call = { router: appRouter, path, type, getRawInput: async () => samples[path]?.input, batchIndex: 0 };
      const ctx = { app: server.app, actor, ip: "test" };
      const code = await callTRPCProcedure({ ...call, ctx, signal: AbortSignal.timeout(patienceMs) }).then(
        () => undefined,
        codeOf,
      );
      expect(code === "forbidden", `${added} ${path}: ${code}`).toBe(!may);
    }
  }
});

function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionTable, name);
}

test("no role of one's own manages people, roles or service accounts, or deletes the workspace", async () => {
  const all = permissionsOfCustom(Object.keys(permissionTable));
  for (const never of [
    "members.manage",
    "invitations.manage",
    "roles.manage",
    "service-accounts.manage",
    "workspace.delete",
  ]) {
    expect(all).not.toContain(never);
    const ask = { name: "Too much", permissions: [never] };
    // @ts-expect-error it is none that a role can add
    expect(await ada.api.roles.create(ask).catch(codeOf)).toBe("bad_input");
  }
});

test("no role of one's own has the name of one that every workspace has", async () => {
  for (const name of ["Owner", "editor", " VIEWER "]) {
    expect(await ada.api.roles.create({ name, permissions: [] }).catch(codeOf), name).toBe("conflict");
  }
});

test("a member, their keys and a service account follow their role at once", async () => {
  const [bea, cy] = [await server.tenant("bea"), await server.tenant("cy")];
  const { id: role } = await bea.api.roles.create({
    name: "Curator",
    permissions: ["collections.write", "api-keys.manage"],
  });
  const { url } = await bea.api.invitations.create({ role });
  const token = url.slice(url.lastIndexOf("/") + 1);
  await cy.api.invitations.accept({ token, name: "Cy", email: cy.email, password: "long enough now" });
  expect(await bea.api.workspace.members()).toMatchObject([
    { role: "owner" },
    { role: "viewer", customRole: { name: "Curator" } },
  ]);

  const cookie = await server.cookieOf(cy.email);
  const headers = {
    cookie,
    "content-type": "application/json",
    origin: server.url,
    "x-patchbay-workspace": bea.workspaceId,
  };
  const call = async (path: string, body: object) => {
    const answer = await fetch(`${server.url}/api/trpc/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const create = async () => (await call("collections.create", { name: newId() })).status;
  expect(await create()).toBe(200);
  const refused = await call("pipelines.create", { name: "x" });
  expect(refused.status).toBe(403);
  expect(JSON.stringify(refused.body)).toContain("“Curator”, which may not make, change and delete pipelines");
  const own = await call("apiKeys.create", { name: "mine" });
  const key: string = own.body.result.data.key;
  const byKey = async (secret: string) =>
    (await server.rest("POST", "/collections", { key: secret, body: { name: newId() } })).status;
  expect(await byKey(key)).toBe(201);
  expect((await server.rest("POST", "/pipelines", { key, body: {} })).status).toBe(403);
  const account = await bea.api.serviceAccounts.create({ name: "Robot", role });
  const robot = await bea.api.serviceAccounts.createKey({ accountId: account.id, name: "robot" });
  expect(await byKey(robot.key)).toBe(201);

  expect(await bea.api.roles.delete({ id: role }).catch(codeOf)).toBe("conflict");
  await bea.api.roles.update({ id: role, name: "Curator", permissions: ["topics.publish"] });
  expect([await create(), await byKey(key), await byKey(robot.key)]).toEqual([403, 403, 403]);
  await bea.api.workspace.setRole({ userId: cy.userId, role: "editor" });
  await bea.api.serviceAccounts.update({ id: account.id, role: "editor" });
  // An editor may, but this key has what its maker had.
  expect([await create(), await byKey(key), await byKey(robot.key)]).toEqual([200, 201, 201]);
  await bea.api.roles.delete({ id: role });
  const elsewhere = await ada.api.roles.create({ name: "Foreign", permissions: [] });
  expect(await bea.api.workspace.setRole({ userId: cy.userId, role: elsewhere.id }).catch(codeOf)).toBe("not_found");
  expect(await bea.api.invitations.create({ role: elsewhere.id }).catch(codeOf)).toBe("not_found");
});

test("who may change pipelines but not start runs switches no trigger on, and may switch it off", async () => {
  const nodes = {
    daily: { type: "schedule", version: 1 },
    out: { type: "output", version: 1, config: { fields: [{ name: "time", kind: "any" }] } },
  } as const;
  const edges = [{ id: "a", from: { node: "daily", port: "time" }, to: { node: "out", port: "time" } }];
  const { id } = await ada.api.pipelines.create({ graph: { nodes, edges } });
  await ada.api.pipelines.publish({ id });
  const as = (...permissions: Permission[]) => {
    const actor = { kind: "key", keyId: "k", workspaceId: ada.workspaceId, role: "editor" } as const;
    return createCaller({
      app: server.app,
      actor: { ...actor, permissions: new Set<Permission>(permissions) },
      ip: "test",
    });
  };
  const writer = as("pipelines.read", "pipelines.write");
  await expect(writer.pipelines.activate({ id })).rejects.toThrow(
    "Once a pipeline is on, its triggers start runs. This API key may not start runs. Use one with the scope “runs.start”",
  );
  expect((await ada.api.pipelines.triggers({ id })).isOn).toBe(false);
  expect((await as("pipelines.write", "runs.start").pipelines.activate({ id })).isOn).toBe(true);
  expect((await writer.pipelines.deactivate({ id })).isOn).toBe(false);
});
