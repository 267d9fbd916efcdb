/** Quotas of what stays, over the API: who sets them, and each door that asks for them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { nearQuotas } from "../../../platform/quotas/quotas.ts";
import { createCaller } from "../../../server/api/caller.ts";
import { errorData } from "../../../server/api/shared/error-shape.ts";
import { acceptInvitation } from "../../../server/auth/invitations.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
/** An owner of the first workspace: the administrator. */
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
});
afterAll(() => testServer[Symbol.asyncDispose]());

const put = (key: string, workspaceId: string, quotas: object) =>
  testServer.rest("PUT", `/installation/quotas/${workspaceId}`, { key, body: { quotas } });
const limit = async (tenant: Tenant, quotas: object) =>
  expect((await put(ada.key, tenant.workspaceId, quotas)).status).toBe(200);

const scheduled = {
  nodes: { clock: { type: "schedule", version: 1, config: { when: "0 0 1 1 *" } } },
  edges: [],
};

test("an administrator sets the quotas of any workspace; both audit logs say so", async () => {
  const bob = await testServer.tenant("bob");
  await limit(bob, { members: 3, runsPerDay: 100, storageBytes: null });
  const { body } = await testServer.rest("GET", "/quotas", { key: bob.key });
  expect(body).toMatchObject({
    name: "bob's workspace",
    quotas: { members: 3, runsPerDay: 100 },
    used: { members: 1, runsPerDay: 0, runsAtOnce: 0, storageBytes: 0, pipelines: 0, activePipelines: 0 },
    mayManage: false,
  });
  expect(body.quotas).not.toHaveProperty("storageBytes");
  expect(Date.parse(body.resetsAt) % 86_400_000).toBe(0);
  for (const tenant of [ada, bob]) {
    const { items } = await tenant.api.audit.list({ kind: "workspace" });
    expect(items[0]).toMatchObject({
      action: "workspace.quotas set",
      target: { id: bob.workspaceId, name: "bob's workspace" },
      details: { quotas: { members: 3, runsPerDay: 100, storageBytes: null } },
    });
  }
  await limit(bob, {});
  expect((await testServer.rest("GET", "/quotas", { key: bob.key })).body.quotas).toEqual({});
});

test("all workspaces are listed in pages, for administrators alone", async () => {
  const eve = await testServer.tenant("eve");
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? "?limit=1" : `?limit=1&cursor=${cursor}`;
    const { body, status } = await testServer.rest("GET", `/installation/quotas${query}`, { key: ada.key });
    expect(status).toBe(200);
    seen.push(...body.items.map(({ workspaceId }: { workspaceId: string }) => workspaceId));
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toContain(ada.workspaceId);
  expect(seen).toContain(eve.workspaceId);
  expect(new Set(seen).size).toBe(seen.length);

  expect((await testServer.rest("GET", "/installation/quotas", { key: eve.key })).status).toBe(404);
  expect((await put(eve.key, eve.workspaceId, {})).status, "an owner does not free their own workspace").toBe(403);
  expect((await put(eve.key, ada.workspaceId, {})).status).toBe(404);
  expect((await put(ada.key, "nowhere", {})).status).toBe(404);
  expect((await put(ada.key, eve.workspaceId, { members: -1 })).status).toBe(400);
});

test("an editor of the first workspace sets nothing", async () => {
  const { workspaceId } = ada;
  const editor = {
    ...ada.actor,
    kind: "user",
    role: "editor",
    user: { id: "ed", name: "ed", email: "ed@example.com" },
  };
  const api = createCaller({ app: testServer.app, actor: { ...editor, workspaceId } as Tenant["actor"], ip: "test" });
  await expect(api.quotas.list({})).rejects.toThrow("this needs owner");
  expect(await api.quotas.current()).toMatchObject({ mayManage: false });
});

test("a run over quota is answered 429 with Retry-After and a sentence", async () => {
  const fred = await testServer.tenant("fred");
  const { id } = await fred.api.pipelines.create({ name: "Greeting", graph: greeting });
  await limit(fred, { runsPerDay: 0 });
  const body = { inputs: { name: "x" } };
  const answer = await testServer.rest("POST", `/pipelines/${id}/runs`, { key: fred.key, body });
  expect(answer).toMatchObject({ status: 429, body: { code: "over_run_quota" } });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(answer.body.message).toContain("quota of runs a day is 0");
});

test("pipelines, and pipelines that are switched on, end at their quotas however many are asked for at once", async () => {
  const gus = await testServer.tenant("gus");
  const { api } = gus;
  await limit(gus, { pipelines: 5, activePipelines: 2 });
  const made = await Promise.allSettled(
    Array.from({ length: 20 }, () => api.pipelines.create({ name: "Clock", graph: scheduled })),
  );
  const ids = made.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
  expect(ids).toHaveLength(5);
  await expect(api.pipelines.duplicate({ id: ids[0] ?? "" })).rejects.toThrow(/quota of pipelines .*5 of 5 used/);
  for (const id of ids) await api.pipelines.publish({ id });
  const on = await Promise.allSettled(ids.map((id) => api.pipelines.activate({ id, version: 1 })));
  expect(on.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  const active = ids.filter((_, at) => on[at]?.status === "fulfilled");
  // Another version in the place of the one that is on takes no place.
  await api.pipelines.activate({ id: active[0] ?? "", version: 1 });
  await api.pipelines.deactivate({ id: active[0] ?? "" });
  const off = ids.find((_, at) => on[at]?.status === "rejected") ?? "";
  await api.pipelines.activate({ id: off, version: 1 });
  const refused = await testServer.rest("POST", "/pipelines", { key: gus.key, body: { name: "More" } });
  expect(refused).toMatchObject({ status: 403, body: { code: "over_quota" } });
});

test("uploads end at the bytes of the quota, and deleting makes room", async () => {
  const hal = await testServer.tenant("hal");
  const collection = await hal.api.collections.create({ name: "Papers" });
  const { addUpload } = testServer.app.collections(hal.workspaceId);
  const upload = (name: string, letter: string, bytes = 1000) =>
    addUpload({
      collectionId: collection.id,
      name,
      mime: "text/plain",
      data: new TextEncoder().encode(letter.repeat(bytes)),
    });
  await limit(hal, { storageBytes: 2500 });
  const all = await Promise.allSettled(["a", "b", "c", "d", "e"].map((letter) => upload(`${letter}.txt`, letter)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  const refused = all.find((one) => one.status === "rejected");
  expect(refused).toMatchObject({ reason: { code: "over_quota" } });
  await upload("small.txt", "s", 500);
  expect((await hal.api.quotas.current()).used.storageBytes).toBe(2500);
  const documents = await hal.api.collections.documents({ id: collection.id });
  expect(documents).toHaveLength(3);
  await hal.api.collections.deleteDocument({ id: collection.id, documentId: documents[0]?.id ?? "" });
  await upload("z.txt", "z", 400);
});

test("invitations count what is open, and no one joins a workspace that is full", async () => {
  const ida = await testServer.tenant("ida");
  const jon = await testServer.tenant("jon");
  const { prisma } = testServer.app.db;
  await limit(ida, { members: 2 });
  const { url } = await ida.api.invitations.create({ role: "viewer" });
  await expect(ida.api.invitations.create({ role: "viewer" })).rejects.toThrow(/1 of 2 used, and 1 open invitation/);
  await limit(ida, { members: 1 });
  const token = url.slice(url.lastIndexOf("/") + 1);
  const { passwords } = testServer.app.auth;
  const accept = () => acceptInvitation({ prisma, passwords }, jon.actor, { token });
  await expect(accept()).rejects.toMatchObject({ code: "over_quota" });
  await limit(ida, { members: 2 });
  expect(await accept(), "the invitation is as good as before").toMatchObject({ workspaceId: ida.workspaceId });
});

/** Invitations for so many people, each from an address of their own: how often one may ask is not what this is about. */
async function invited(owner: Tenant, count: number) {
  const urls = await Promise.all(
    Array.from({ length: count }, () => owner.api.invitations.create({ role: "viewer" }).then(({ url }) => url)),
  );
  return urls.map((url) => url.slice(url.lastIndexOf("/") + 1));
}

async function comeAs(token: string, email: string): Promise<string> {
  const api = createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: crypto.randomUUID() });
  return await api.invitations.accept({ token, name: email, email, password: "long enough for a test" }).then(
    () => "joined",
    (thrown) => errorData(thrown).code,
  );
}

test("of people who race for a workspace's last place one comes in, and the others have no account yet", async () => {
  const kay = await testServer.tenant("kay");
  const { prisma } = testServer.app.db;
  const tokens = await invited(kay, 8);
  await limit(kay, { members: 2 });
  const emails = tokens.map((_, at) => `racer-${at}@example.com`);
  const outcomes = await Promise.all(tokens.map((token, at) => comeAs(token, emails[at] ?? "")));
  expect(outcomes.filter((one) => one === "joined")).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(["joined", "over_quota"]));
  const accounts = await prisma.user.findMany({ where: { email: { in: emails } }, include: { memberships: true } });
  expect(accounts.map(({ memberships }) => memberships.length)).toEqual([1]);

  await limit(kay, {});
  const left = outcomes.findIndex((one) => one !== "joined");
  expect(await comeAs(tokens[left] ?? "", emails[left] ?? ""), "the invitation is as good as before").toBe("joined");
  const cookie = { email: emails[left] ?? "", password: "long enough for a test" };
  const signedIn = await fetch(`${testServer.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: testServer.url },
    body: JSON.stringify(cookie),
  });
  expect(signedIn.status, "with the password that was chosen").toBe(200);
});

test("one invitation brings one person in, and one address makes one account, however many come at once", async () => {
  const lea = await testServer.tenant("lea");
  const { prisma } = testServer.app.db;
  const [one = "", two = "", three = ""] = await invited(lea, 3);
  const many = await Promise.all([0, 1, 2, 3].map((at) => comeAs(one, `one-${at}@example.com`)));
  expect([...many].sort()).toEqual(["joined", "not_found", "not_found", "not_found"]);
  expect(await prisma.user.count({ where: { email: { startsWith: "one-" } } })).toBe(1);
  const same = await Promise.all([two, three].map((token) => comeAs(token, "Two@Example.com")));
  expect([...same].sort()).toEqual(["conflict", "joined"]);
  expect(await prisma.user.count({ where: { email: "two@example.com" } })).toBe(1);
  // The one that was refused is good for someone else.
  const left = same[0] === "conflict" ? two : three;
  expect(await comeAs(left, "three@example.com")).toBe("joined");
});

test("metrics say how many workspaces have nearly used a quota or all of it, and name none", async () => {
  const mia = await testServer.tenant("mia");
  const { pool } = testServer.app.db;
  const counted = async () => (await nearQuotas(pool)).find(({ quota }) => quota === "pipelines");
  const before = (await counted()) ?? { near: 0, full: 0 };
  await limit(mia, { pipelines: 5, members: 0 });
  for (let made = 0; made < 4; made += 1) await mia.api.pipelines.create({ name: "One more" });
  expect(await counted()).toMatchObject({ near: before.near + 1, full: before.full });
  await mia.api.pipelines.create({ name: "The last one" });
  expect(await counted()).toMatchObject({ near: before.near, full: before.full + 1 });
  const members = (await nearQuotas(pool)).find(({ quota }) => quota === "members");
  await limit(mia, { pipelines: 5, members: 1 });
  const one = (await nearQuotas(pool)).find(({ quota }) => quota === "members");
  expect((one?.full ?? 0) - (members?.full ?? 0), "a quota of 0 is meant so").toBe(1);
});
