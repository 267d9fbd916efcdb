import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
});
afterAll(() => testServer[Symbol.asyncDispose]());

async function upload(path: string, files: Record<string, string | Uint8Array<ArrayBuffer>>, headers: HeadersInit) {
  const form = new FormData();
  for (const [name, data] of Object.entries(files)) form.append("file", new Blob([data]), name);
  const answer = await fetch(testServer.url + path, { method: "POST", headers, body: form });
  return { status: answer.status, body: await answer.json() };
}

test("documents are accepted one by one: a bad one does not reject the others", async () => {
  const { id } = await ada.api.collections.create({ name: "Papers" });
  const files = { "a.md": "# Hello", "b.exe": new Uint8Array([0, 1, 2, 255]), "../../c.txt": "text" };
  const key = { authorization: `Bearer ${ada.key}` };
  const answer = await upload(`/api/v1/collections/${id}/documents`, files, key);
  expect(answer).toMatchObject({
    status: 201,
    body: [
      { name: "a.md", status: "queued" },
      { name: "b.exe", status: "refused", code: "bad_input" },
      { name: "c.txt", status: "queued" },
    ],
  });
  expect((await ada.api.collections.documents({ id })).map(({ name }) => name).sort()).toEqual(["a.md", "c.txt"]);
});

test("what is to happen to a name that is there is said in the address, and the answer says what happened", async () => {
  const { id } = await ada.api.collections.create({ name: "Policies" });
  const key = { authorization: `Bearer ${ada.key}` };
  const send = (text: string, query: string) =>
    upload(`/api/v1/collections/${id}/documents${query}`, { "policy.md": text }, key);
  const outcomes = [];
  for (const [text, query] of [
    ["20", ""],
    ["20", ""],
    ["35", "?onDuplicate=skip"],
    ["35", "?onDuplicate=keep"],
    ["50", "?onDuplicate=replace"],
  ] as const) {
    const { status, body } = await send(text, query);
    outcomes.push(`${status} ${body[0].outcome}`);
  }
  expect(outcomes).toEqual(["201 added", "201 unchanged", "201 skipped", "201 added", "201 replacing"]);
  expect(await send("60", "?onDuplicate=ask")).toMatchObject({ status: 400, body: { code: "bad_input" } });
  expect(await send("60", "?onduplicate=keep")).toMatchObject({ status: 400 });
});

test("pages upload with their cookie, from their own origin only", async () => {
  const { id } = await ada.api.collections.create({ name: "Notes" });
  const cookie = await testServer.cookieOf(ada.email);
  const path = `/api/collections/${id}/documents`;
  expect((await upload(path, { "a.txt": "x" }, { cookie })).status).toBe(403);
  expect((await upload(path, { "a.txt": "x" }, { cookie, origin: "https://evil.example" })).status).toBe(403);
  expect((await upload(path, { "a.txt": "x" }, { cookie, origin: testServer.url })).status).toBe(201);
});

test("a file for a run's input becomes a reference", async () => {
  const answer = await upload("/api/v1/files", { "review.txt": "good" }, { authorization: `Bearer ${ada.key}` });
  expect(answer).toMatchObject({ status: 201, body: { id: expect.any(String), name: "review.txt", bytes: 4 } });
});

test("a second file for a run's input is refused, so that none is lost", async () => {
  const headers = { authorization: `Bearer ${ada.key}` };
  const answer = await upload("/api/v1/files", { "first.txt": "a", "second.txt": "b" }, headers);
  expect(answer).toMatchObject({ status: 400, body: { code: "bad_input" } });
  expect(
    await testServer.app.db.prisma.file.count({ where: { workspaceId: ada.workspaceId, name: "first.txt" } }),
  ).toBe(0);
});

test("21 MB are too much, and so is nothing", async () => {
  const headers = { authorization: `Bearer ${ada.key}` };
  const large = await upload("/api/v1/files", { "large.txt": new Uint8Array(21 * 1024 * 1024) }, headers);
  expect(large).toMatchObject({ status: 413, body: { code: "too_large" } });
  const none = await upload("/api/v1/files", {}, headers);
  expect(none).toMatchObject({ status: 400, body: { code: "bad_input" } });
  const json = await testServer.rest("POST", "/files", { key: ada.key, body: {} });
  expect(json).toMatchObject({ status: 400, body: { code: "bad_input" } });
});

test("what is no multipart, and a field that is no file, is refused with what to send", async () => {
  const part = (header: string) => `--x\r\nContent-Disposition: form-data; ${header}\r\n\r\nhello\r\n--x--\r\n`;
  for (const [type, body] of [
    ["multipart/form-data", ""],
    ["multipart/form-data", part('name="file"; filename="a.txt"')],
    ["multipart/form-data; boundary=x", ""],
    ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name="],
    ["multipart/form-data; boundary=x", part('name="file"')],
    ["multipart/form-data; boundary=x", part('name="file"; filename=""')],
    ["multipart/form-data; boundary=x", part('name="file"\r\nContent-Type: application/octet-stream')],
    ["multipart/form-data; boundary=x", part('name="\xf3\x84\x03"')],
    ["multipart/form-data; boundary=x", part('name="__proto__"; filename="a.txt"').slice(0, -8)],
  ] as const) {
    const headers = { authorization: `Bearer ${ada.key}`, "content-type": type };
    const answer = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body });
    expect(answer.status, `${type} ${body}`).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "bad_input", message: expect.stringContaining("file") });
  }
});

test("a name is the same however its accents are stored, and a compressed form is refused with what to send", async () => {
  const { id } = await ada.api.collections.create({ name: "Names" });
  const key = { authorization: `Bearer ${ada.key}` };
  const path = `/api/v1/collections/${id}/documents`;
  expect((await upload(path, { "Mu\u0308ller.txt": "a" }, key)).body).toMatchObject([{ name: "M\u00fcller.txt" }]);
  expect((await upload(path, { "M\u00fcller.txt": "b" }, key)).body).toMatchObject([{ outcome: "replacing" }]);
  const compressed = await upload(path, { "a.txt": "a" }, { ...key, "content-encoding": "gzip" });
  expect(compressed).toMatchObject({ status: 415, body: { message: /compressed \(Content-Encoding: gzip\)/ } });
});

test("a name in other letters is kept, however the program writes it", async () => {
  const headers = { authorization: `Bearer ${ada.key}`, "content-type": "multipart/form-data; boundary=x" };
  for (const written of ['filename="Übersicht 日本.txt"', "filename*=utf-8''%C3%9Cbersicht%20%E6%97%A5%E6%9C%AC.txt"]) {
    const body = `--x\r\nContent-Disposition: form-data; name="file"; ${written}\r\n\r\nhello\r\n--x--\r\n`;
    const answer = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([201, { name: "Übersicht 日本.txt" }]);
  }
});

test("a file that is sent without a form is refused with what to send", async () => {
  const headers = { authorization: `Bearer ${ada.key}`, "content-type": "application/pdf" };
  const answer = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body: "%PDF" });
  expect(answer.status).toBe(415);
  expect(await answer.json()).toMatchObject({ message: /multipart\/form-data/ });
});

test("a body that names one key twice, begins with a mark or is compressed", async () => {
  const send = (body: string | Uint8Array<ArrayBuffer>, more = {}) =>
    fetch(`${testServer.url}/api/v1/collections`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/json", ...more },
      body,
    });
  const twice = await send('{"name": "A", "name": "B"}');
  expect(twice.status).toBe(400);
  expect(await twice.json()).toMatchObject({ message: /“name” twice in one object/ });
  expect((await send('\ufeff{"name": "With a mark"}')).status).toBe(201);
  const compressed = await send(Uint8Array.from(gzipSync('{"name": "A"}')), { "content-encoding": "gzip" });
  expect(compressed.status).toBe(415);
  expect(await compressed.json()).toMatchObject({ message: /compressed \(Content-Encoding: gzip\)/ });
});

test("a storage that does not answer is no fault of the file: the same request may be sent again", async () => {
  await using away = await openTestServer({
    PATCHBAY_FILES: "s3://files/here",
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9",
  });
  const ben = await away.tenant("ben");
  const { id } = await ben.api.collections.create({ name: "Papers" });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "anyone");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "anything");
  const body = new FormData();
  body.append("file", new Blob(["text"]), "a.txt");
  const headers = { authorization: `Bearer ${ben.key}` };
  const answer = await fetch(`${away.url}/api/v1/collections/${id}/documents`, { method: "POST", headers, body });
  vi.unstubAllEnvs();
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 503,
    body: { code: "unavailable" },
  });
});
