/** Several workspaces of one person. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCaller } from "../../../server/api/caller.ts";
import { errorData } from "../../../server/api/shared/error-shape.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let server: TestServer;
/** An owner of the first workspace. */
let first: Tenant;

beforeAll(async () => {
  server = await openTestServer();
  first = await server.tenant("first");
});
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = (error: unknown) => errorData(error).code;

/** The API as this person in another workspace of theirs. */
function inside({ userId, name, email }: Tenant, workspaceId: string, role: "owner" | "viewer" = "owner") {
  const actor = { kind: "user" as const, user: { id: userId, name, email }, workspaceId, role };
  return createCaller({ app: server.app, actor, ip: "test" });
}

test("a person makes a workspace, and calls and pages are of the one that they name or chose", async () => {
  const ada = await server.tenant("ada");
  const { id } = await ada.api.workspaces.create({ name: "Lab" });
  expect(await ada.api.workspaces.list()).toEqual({
    workspaces: [
      { id: ada.workspaceId, name: "ada's workspace", role: "owner", customRole: null },
      { id, name: "Lab", role: "owner", customRole: null },
    ],
    mayCreate: true,
  });
  const cookie = await server.cookieOf(ada.email);
  const current = async (headers: Record<string, string>) => {
    const answer = await fetch(`${server.url}/api/trpc/workspace.current`, { headers });
    return (await answer.json()).result?.data.id;
  };
  expect(await current({ cookie })).toBe(ada.workspaceId);
  expect(await current({ cookie: `${cookie}; patchbay.workspace=${id}` })).toBe(id);
  expect(
    await current({ cookie: `${cookie}; patchbay.workspace=${id}`, "x-patchbay-workspace": ada.workspaceId }),
  ).toBe(ada.workspaceId);
  const eve = await server.tenant("eve");
  expect(await current({ cookie: `${cookie}; patchbay.workspace=${eve.workspaceId}` })).toBe(ada.workspaceId);
  // The page of a workspace that was left goes on in no other one.
  const left = { cookie, "x-patchbay-workspace": eve.workspaceId };
  const refused = await fetch(`${server.url}/api/trpc/workspace.current`, { headers: left });
  expect(refused.status).toBe(403);
  expect((await refused.json()).error.message).toContain("no longer a member of this workspace");
  const [entry] = (await inside(ada, id).audit.list({ kind: "workspace" })).items;
  expect(entry).toMatchObject({ action: "workspace.created", target: { id, name: "Lab" } });

  const pipeline = await inside(ada, id).pipelines.create({ name: "Elsewhere" });
  expect(await ada.api.pipelines.get({ id: pipeline.id }).catch(codeOf)).toBe("not_found");
  expect(await ada.api.workspaces.find({ kind: "pipeline", id: pipeline.id })).toEqual({ id, name: "Lab" });
  expect(await eve.api.workspaces.find({ kind: "pipeline", id: pipeline.id }).catch(codeOf)).toBe("not_found");
});

test("an invitation leads a person with an account into the right workspace, which they leave again", async () => {
  const [bea, cy] = [await server.tenant("bea"), await server.tenant("cy")];
  const { url } = await bea.api.invitations.create({ role: "viewer" });
  const token = url.slice(url.lastIndexOf("/") + 1);
  const you = { name: cy.name, email: cy.email };
  expect(await cy.api.invitations.view({ token })).toMatchObject({ you, memberOf: null, role: "viewer" });
  const stranger = createCaller({ app: server.app, actor: { kind: "anonymous" }, ip: "test" });
  expect(await stranger.invitations.view({ token })).toMatchObject({ you: null, memberOf: null });
  expect(await stranger.invitations.accept({ token }).catch(codeOf)).toBe("bad_input");
  // A form for another person that was filled in before this person signed in.
  const form = { token, name: "Di", email: "di@example.com", password: "long enough now" };
  expect(await cy.api.invitations.accept(form).catch(codeOf)).toBe("conflict");
  // An owner who tries their own link neither uses it up nor becomes a viewer.
  expect(await bea.api.invitations.view({ token })).toMatchObject({ memberOf: bea.workspaceId });
  expect(await bea.api.invitations.accept({ token }).catch(codeOf)).toBe("conflict");
  expect(await cy.api.invitations.accept({ token })).toEqual({ workspaceId: bea.workspaceId });
  const guest = inside(cy, bea.workspaceId, "viewer");
  expect(await guest.workspaces.leave({ id: cy.workspaceId }).catch(codeOf)).toBe("not_found");
  await guest.workspaces.leave({ id: bea.workspaceId });
  expect((await cy.api.workspaces.list()).workspaces).toHaveLength(1);
  expect(await cy.api.workspaces.leave({ id: cy.workspaceId }).catch(codeOf)).toBe("conflict");
  const { id } = await cy.api.workspaces.create({ name: "Second" });
  // Its last owner stays.
  expect(await inside(cy, id).workspaces.leave({ id }).catch(codeOf)).toBe("conflict");
});

test("a workspace is deleted with all that is in it, by its name, and never a person's last", async () => {
  const dan = await server.tenant("dan");
  const { api } = dan;
  const name = "dan's workspace";
  const { id: pipelineId } = await api.pipelines.create({ name: "Doomed", graph: greeting });
  await api.pipelines.publish({ id: pipelineId });
  const { id: runId } = await api.runs.start({ pipelineId, inputs: { name: "x" } });
  const { id: collectionId } = await api.collections.create({ name: "Papers" });
  await api.topics.create({ name: "doomed" });
  const data = new TextEncoder().encode("Something.");
  await server.app.collections(dan.workspaceId).addUpload({ collectionId, name: "a.txt", mime: "text/plain", data });
  const ask = { id: dan.workspaceId, name };
  expect(await api.workspaces.delete(ask).catch(codeOf)).toBe("conflict");
  const other = await api.workspaces.create({ name: "Other" });
  expect(await api.workspaces.delete({ ...ask, name: "other" }).catch(codeOf)).toBe("bad_input");
  expect(await inside(dan, dan.workspaceId, "viewer").workspaces.delete(ask).catch(codeOf)).toBe("forbidden");
  expect(await inside(dan, other.id).workspaces.delete(ask).catch(codeOf)).toBe("not_found");
  await api.workspaces.delete(ask);
  const { prisma } = server.app.db;
  const where = { workspaceId: dan.workspaceId };
  const left = await Promise.all([
    prisma.workspace.count({ where: { id: dan.workspaceId } }),
    ...[prisma.pipeline.count({ where }), prisma.run.count({ where }), prisma.queue.count({ where })],
    ...[prisma.step.count({ where: { runId } }), prisma.file.count({ where }), prisma.collection.count({ where })],
    ...[prisma.topic.count({ where }), prisma.apiKey.count({ where }), prisma.blob.count({ where })],
  ]);
  expect(left).toEqual(left.map(() => 0));
  expect((await server.rest("GET", "/pipelines", { key: dan.key })).status).toBe(401);
  expect((await api.workspaces.list()).workspaces.map(({ id }) => id)).toEqual([other.id]);
  // Its own audit log has gone with it.
  const [entry] = (await first.api.audit.list({ kind: "workspace" })).items;
  expect(entry).toMatchObject({ action: "workspace.deleted", target: { id: dan.workspaceId, name } });
  expect(entry?.actor).toMatchObject({ kind: "user", name: dan.email });
});

test("the first workspace is not deleted while the next oldest would make others administrators", async () => {
  await using own = await openTestServer();
  const eve = await own.tenant("eve");
  const fay = await own.tenant("fay");
  await eve.api.workspaces.create({ name: "Younger" });
  const ask = { id: eve.workspaceId, name: "eve's workspace" };
  expect(await eve.api.workspaces.delete(ask).catch(codeOf)).toBe("conflict");
  await own.app.db.prisma.membership.create({
    data: { userId: eve.userId, workspaceId: fay.workspaceId, role: "owner" },
  });
  await eve.api.workspaces.delete(ask);
  expect((await eve.api.workspaces.list()).workspaces.map(({ name }) => name)).toEqual(["Younger", "fay's workspace"]);
});

test("who may make workspaces is the installation's to say", async () => {
  await using strict = await openTestServer({ PATCHBAY_NEW_WORKSPACES: "none" });
  const ada = await strict.tenant("ada");
  expect(await ada.api.workspaces.list()).toMatchObject({ mayCreate: false });
  expect(await ada.api.workspaces.create({ name: "More" }).catch(codeOf)).toBe("forbidden");
  const ed = await server.tenant("ed", "editor");
  expect(await ed.api.workspaces.create({ name: "More" }).catch(codeOf)).toBe("forbidden");
});

test("a person who leaves both of their workspaces at once stays in one", async () => {
  const [one, two] = [await server.tenant("kim"), await server.tenant("lou")];
  const { prisma } = server.app.db;
  for (const { workspaceId } of [one, two]) {
    const owner = await server.tenant(`owner-of-${workspaceId}`);
    await prisma.membership.create({ data: { workspaceId, userId: owner.userId, role: "owner" } });
  }
  await prisma.membership.create({ data: { workspaceId: two.workspaceId, userId: one.userId, role: "owner" } });
  const left = await Promise.all(
    [one, two].map(({ workspaceId }) =>
      inside(one, workspaceId)
        .workspaces.leave({ id: workspaceId })
        .then(() => "left", codeOf),
    ),
  );
  expect([...left].sort()).toEqual(["conflict", "left"]);
  expect(await prisma.membership.count({ where: { userId: one.userId } })).toBe(1);
});
