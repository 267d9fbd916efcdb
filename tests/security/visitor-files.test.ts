/** Files of a shared chat's visitors: theirs alone, within limits, and gone with what they belong to. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { trimVisitorFiles } from "../../engine/history/trim-conversations.ts";
import { FileRef } from "../../lib/values/values.ts";
import { setQuotas } from "../../platform/quotas/quotas.ts";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let pipelineId: string;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
  const fields = [
    { name: "question", kind: "text" },
    { name: "note", kind: "file", optional: true },
  ];
  const graph = {
    nodes: {
      in: { type: "input", version: 1, config: { fields } },
      say: { type: "template", version: 1, config: { template: "{{ note.name }}: {{ question }}" } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "question" }, to: { node: "say", port: "question" } },
      { id: "b", from: { node: "in", port: "note" }, to: { node: "say", port: "note" } },
      { id: "c", from: { node: "say", port: "text" }, to: { node: "out", port: "answer" } },
    ],
  };
  pipelineId = (await ada.api.pipelines.create({ name: "Reading", graph })).id;
  await ada.api.pipelines.publish({ id: pipelineId });
});
afterAll(() => testServer[Symbol.asyncDispose]());

let link: { id: string; token: string };
beforeEach(async () => {
  link = await newLink();
});

async function newLink(wish: object = {}) {
  const ask = { pipelineId, versionNumber: 1, page: "chat", canRun: true, takesFiles: true, ...wish } as const;
  const { id, url } = await ada.api.share.create(ask);
  return { id, token: url.slice(url.lastIndexOf("/") + 1) };
}

const codeOf = (thrown: unknown) => errorData(thrown).code;
const eve = "eve".padEnd(32, "x");
const mallory = "mallory".padEnd(32, "x");
/** Each from an address of its own: how often one may ask is not what these tests are about. */
let strangers = 0;
function stranger() {
  strangers += 1;
  return createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: `stranger ${strangers}` });
}

async function upload(visitor: string, { token = link.token, text = "hello", name = "note.txt" } = {}) {
  const body = new FormData();
  body.set("file", new Blob([text], { type: "text/plain" }), name);
  const headers = { origin: testServer.url, "x-share-token": token, "x-visitor": visitor };
  const response = await fetch(`${testServer.url}/api/shared-chat/files`, { method: "POST", headers, body });
  return { status: response.status, body: await response.json() };
}

/** A request that does not say its length. Answers the status. */
async function uploadInPieces(visitor: string): Promise<number> {
  const head = 'content-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain';
  const headers = {
    ...{ origin: testServer.url, "x-share-token": link.token, "x-visitor": visitor },
    "content-type": "multipart/form-data; boundary=b",
  };
  const body = new Blob([`--b\r\n${head}\r\n\r\nhello\r\n--b--\r\n`]).stream();
  const init = { method: "POST", headers, body, duplex: "half" };
  return (await fetch(`${testServer.url}/api/shared-chat/files`, init)).status;
}

async function read(visitor: string, conversation: string, file: FileRef) {
  const headers = { "x-share-token": link.token, "x-visitor": visitor };
  const response = await fetch(`${testServer.url}/api/shared-chat/${conversation}/files/${file.id}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const isThere = async ({ id }: FileRef) => (await testServer.app.db.prisma.file.count({ where: { id } })) === 1;

async function sent(visitor: string, file: FileRef) {
  const who = { token: link.token, visitor };
  const { id } = await stranger().sharedChat.create(who);
  await stranger().sharedChat.send({ ...who, id, text: "What is it?", files: [file.id] });
  const get = () => stranger().sharedChat.get({ ...who, id });
  await expect.poll(async () => (await get()).turns[0]?.status).toBe("succeeded");
  return { who, id, get };
}

test("a visitor sends a file, reads it, is answered again with it, and it goes with the conversation", async () => {
  const file = FileRef.parse((await upload(eve)).body);
  const { who, id, get } = await sent(eve, file);
  expect((await get()).turns).toMatchObject([{ answer: "note.txt: What is it?", files: [file] }]);
  const content = await read(eve, id, file);
  expect(content).toMatchObject({ status: 200, text: "hello" });
  expect(content.headers.get("content-type")).toBe("application/octet-stream");
  expect(content.headers.get("content-disposition")).toBe("attachment");
  await stranger().sharedChat.send({ ...who, id, text: "Again?", parentId: null, files: [file.id] });
  await expect.poll(async () => (await get()).turns[1]?.answer).toBe("note.txt: Again?");
  // It was sent, so it does not go as one that was not.
  await testServer.app.db.prisma.visitorFile.updateMany({ data: { createdAt: new Date(0) } });
  await trimVisitorFiles(testServer.app.db.pool, 100);
  expect(await isThere(file)).toBe(true);
  await stranger().sharedChat.delete({ ...who, id });
  expect(await isThere(file)).toBe(false);
});

test("no file of another browser, of another link or of the workspace can be sent or read", async () => {
  const file = FileRef.parse((await upload(eve)).body);
  const { id } = await sent(eve, file);
  const unsent = FileRef.parse((await upload(eve)).body);
  const other = await newLink();
  const form = new FormData();
  form.set("file", new Blob(["of members"]), "own.txt");
  const headers = { authorization: `Bearer ${ada.key}` };
  const posted = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body: form });
  const own = FileRef.parse([await posted.json()].flat()[0]);
  for (const who of [
    { token: link.token, visitor: mallory },
    { token: other.token, visitor: eve },
  ]) {
    const { id: theirs } = await stranger().sharedChat.create(who);
    for (const { id: fileId } of [file, unsent, own]) {
      const message = { ...who, id: theirs, text: "x", files: [fileId] };
      expect(await stranger().sharedChat.send(message).catch(codeOf)).toBe("not_found");
    }
  }
  expect((await read(mallory, id, file)).status).toBe(404);
  expect((await read(eve, id, unsent)).status, "it is in no message").toBe(404);
  expect((await read(eve, id, own)).status).toBe(404);
});

test("a member reads files of their own conversations alone", async () => {
  const file = FileRef.parse((await upload(eve)).body);
  const { id } = await sent(eve, file);
  const own = await ada.api.conversations.create({ pipelineId });
  await ada.api.conversations.send({ id: own.id, text: "x", files: [file] });
  const cookie = await testServer.cookieOf(ada.email);
  const get = (conversation: string) =>
    fetch(`${testServer.url}/api/conversations/${conversation}/files/${file.id}`, { headers: { cookie } });
  expect(await (await get(own.id)).text()).toBe("hello");
  expect((await get(id)).status, "it is a visitor's").toBe(404);
});

test("a link whose owner has switched files off, or that cannot be run, takes none", async () => {
  for (const wish of [{ takesFiles: false }, { canRun: false }]) {
    const { token } = await newLink(wish);
    expect(await upload(eve, { token })).toMatchObject({ status: 403, body: { message: "This chat takes no files." } });
    expect((await stranger().sharedChat.open({ token })).files).toEqual([]);
  }
  expect((await stranger().sharedChat.open({ token: link.token })).files).toHaveLength(1);
  expect((await upload(eve, { token: "share_wrong" })).status).toBe(404);
  expect((await upload("short")).status).toBe(400);
});

test("what was never sent is deleted after a while, when the link is revoked, and with its pipeline", async () => {
  const { prisma, pool } = testServer.app.db;
  const [old, fresh] = [FileRef.parse((await upload(eve)).body), FileRef.parse((await upload(eve)).body)];
  await prisma.visitorFile.update({
    where: { fileId: old.id },
    data: { createdAt: new Date(Date.now() - 7 * 3_600_000) },
  });
  expect(await trimVisitorFiles(pool, 100)).toBe(1);
  expect([await isThere(old), await isThere(fresh)]).toEqual([false, true]);
  await ada.api.share.revoke({ id: link.id });
  expect(await isThere(fresh)).toBe(false);
  const { id } = await ada.api.pipelines.create({
    name: "Short-lived",
    graph: (await ada.api.pipelines.get({ id: pipelineId })).graph,
  });
  await ada.api.pipelines.publish({ id });
  const other = FileRef.parse((await upload(eve, await newLink({ pipelineId: id }))).body);
  await ada.api.pipelines.delete({ id });
  expect(await isThere(other)).toBe(false);
});

test("a link holds so much that was not sent, and the workspace's storage is not said to strangers", async () => {
  const { prisma } = testServer.app.db;
  const file = FileRef.parse((await upload(eve)).body);
  await prisma.visitorFile.update({ where: { fileId: file.id }, data: { bytes: 200_000_000 } });
  expect(await upload(mallory)).toMatchObject({
    status: 429,
    body: { message: expect.stringContaining("waiting to be sent") },
  });
  await prisma.visitorFile.update({ where: { fileId: file.id }, data: { bytes: 200_000_000 - 7 } });
  const atOnce = await Promise.all(Array.from({ length: 4 }, () => uploadInPieces(mallory)));
  expect(atOnce.sort(), "each alone had room, and none said its length").toEqual([201, 429, 429, 429]);
  await sent(eve, file);
  expect((await upload(mallory)).status).toBe(201);
  await setQuotas(testServer.app.db, ada.workspaceId, { storageBytes: 10 });
  const refused = await upload(mallory, { text: "x".repeat(100) });
  await setQuotas(testServer.app.db, ada.workspaceId, {});
  expect(refused).toMatchObject({ status: 403, body: { code: "over_quota" } });
  expect(refused.body.message).not.toMatch(/\d/);
});

test("a link has so much room for files, of which one visitor fills a fifth, and its owner changes it", async () => {
  const { prisma } = testServer.app.db;
  const listed = async () => (await ada.api.share.list({ pipelineId })).find(({ id }) => id === link.id);
  expect(await listed()).toMatchObject({ fileMegabytes: 500, fileBytes: 0 });
  const file = FileRef.parse((await upload(eve)).body);
  const { who, id } = await sent(eve, file);
  await prisma.visitorFile.update({ where: { fileId: file.id }, data: { bytes: 100_000_000 } });
  expect(await listed(), "what was sent counts").toMatchObject({ fileBytes: 100_000_000 });
  expect(await upload(eve)).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining("may have 100 MB together. Delete a conversation with files") },
  });
  expect((await upload(mallory)).status, "another one has room").toBe(201);

  await ada.api.share.limitFiles({ id: link.id, fileMegabytes: 100 });
  const full = { status: 403, body: { message: expect.stringContaining("has no room for this file") } };
  expect(await upload(mallory)).toMatchObject(full);
  expect(await uploadInPieces(mallory), "also without saying its length").toBe(403);
  await ada.api.share.limitFiles({ id: link.id, fileMegabytes: 1000 });
  expect((await upload(eve)).status).toBe(201);
  await ada.api.share.limitFiles({ id: link.id, fileMegabytes: 100 });
  await stranger().sharedChat.delete({ ...who, id });
  expect((await upload(mallory)).status, "a deleted conversation makes room").toBe(201);
});

test("a limit of files is 1 MB at least, and of a link that still works", async () => {
  const small = await newLink({ fileMegabytes: 1 });
  expect(await upload(eve, { token: small.token, text: "x".repeat(200_001) })).toMatchObject({ status: 403 });
  const limit = (id: string, fileMegabytes: number) => ada.api.share.limitFiles({ id, fileMegabytes }).catch(codeOf);
  expect(await limit(link.id, 0)).toBe("bad_input");
  await ada.api.share.revoke({ id: small.id });
  expect(await limit(small.id, 5)).toBe("not_found");
});
