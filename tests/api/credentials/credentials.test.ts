/** Credentials as people manage them: tested by real calls to a server on loopback, edited, and seen in use. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLearntStore } from "../../../platform/learnt-models.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const rightKey = "sk-right-0123456789";

/** Lists its models to anyone, as some providers do, and answers only who has the key. */
async function openLab() {
  return await httpPeer(({ method, path, headers, body }, response) => {
    const json = (status: number, value: unknown) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (method === "GET" && path === "/v1/models")
      return json(200, { data: [{ id: "text-embedding" }, { id: "small" }] });
    if (path !== "/v1/chat/completions") return json(404, { error: { message: "no such address" } });
    const key = headers.authorization;
    if (key !== `Bearer ${rightKey}`) return json(401, { error: { message: `Incorrect key: ${key?.slice(7)}` } });
    const asked = typeof body === "object" && body !== null && !Array.isArray(body) ? body.model : undefined;
    if (asked !== "small") return json(400, { error: { message: "This is not a chat model." } });
    return json(200, { choices: [{ message: { content: "OK" }, finish_reason: "stop" }] });
  });
}

let lab: Awaited<ReturnType<typeof openLab>>;
let server: TestServer;
let ada: Tenant;
beforeAll(async () => {
  lab = await openLab();
  server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: lab.host });
  ada = await server.tenant("ada");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const labCredential = (secret: string) =>
  ({ provider: "openai-compatible", baseUrl: `${lab.url}/v1`, secret }) as const;
const listed = async (id: string) => (await ada.api.credentials.list()).find((each) => each.id === id);

test("a wrong key is found by a real call, also where the list of models is public, and is not repeated", async () => {
  const wrong = await ada.api.credentials.testNew(labCredential("sk-wrong"));
  expect(wrong).toEqual({
    ok: false,
    message: expect.stringMatching(/small did not answer.*refused the credential.*401/),
  });
  expect(wrong.message).not.toContain("sk-wrong");
  expect(await ada.api.credentials.testNew(labCredential(rightKey))).toEqual({
    ok: true,
    message: "It works: 2 models; small answered.",
  });
  expect(lab.requests.at(-1)?.body).toMatchObject({ model: "small" });
});

test("a credential that must pass its test is not stored when it fails; one that may fail is, with what was said", async () => {
  const wrong = { name: "Wrong", ...labCredential("sk-wrong") };
  expect(await ada.api.credentials.add(wrong)).toMatchObject({ test: { ok: false }, credential: null });
  expect(await ada.api.credentials.list()).toEqual([]);
  const { credential } = await ada.api.credentials.add({ ...wrong, anyway: true });
  const id = credential?.id ?? "";
  expect((await listed(id))?.test).toMatchObject({ ok: false, message: expect.stringContaining("401") });

  expect(await ada.api.credentials.update({ id, secret: "sk-also-wrong" })).toMatchObject({ credential: null });
  expect((await ada.api.credentials.update({ id, secret: rightKey })).credential?.test).toMatchObject({ ok: true });
  expect((await listed(id))?.test).toMatchObject({ ok: true });
  await ada.api.credentials.delete({ id });
});

test("a change leaves the rest as it is; a stored key is not taken to another host, and a changed one counts as untested", async () => {
  const { id } = await ada.api.credentials.create({ name: "Lab", ...labCredential(rightKey) });
  expect((await listed(id))?.test, "stored without a test").toBe(null);
  expect(await ada.api.credentials.test({ id })).toMatchObject({ ok: true });
  await ada.api.credentials.update({ id, name: "Lab 2" });
  expect(await listed(id), "a new name changes nothing else").toMatchObject({ name: "Lab 2", test: { ok: true } });
  expect(await ada.api.credentials.address({ id })).toEqual({ baseUrl: `${lab.url}/v1` });

  const elsewhere = "http://127.0.0.1:9/v1";
  await expect(ada.api.credentials.update({ id, baseUrl: elsewhere })).rejects.toMatchObject({
    cause: { code: "bad_input", userMessage: expect.stringContaining("Enter the key too") },
  });
  await expect(ada.api.credentials.testChange({ id, baseUrl: elsewhere })).rejects.toMatchObject({
    cause: { code: "bad_input" },
  });
  await ada.api.credentials.update({ id, secret: "sk-rotated", anyway: true });
  expect((await listed(id))?.test, "the old test says nothing of the new key").toMatchObject({ ok: false });
  expect(await ada.api.credentials.testChange({ id, secret: rightKey })).toMatchObject({ ok: true });
  expect(await ada.api.credentials.test({ id }), "what is stored has not changed").toMatchObject({ ok: false });

  await ada.api.credentials.create({ name: "Other", ...labCredential("") });
  await expect(ada.api.credentials.update({ id, name: "Other" })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
});

test("what uses a credential is told: pipelines in their draft or newest version, and the default model", async () => {
  const { id } = await ada.api.credentials.create({ name: "Used", ...labCredential(rightKey) });
  const readUse = async () => (await ada.api.credentials.uses()).find((each) => each.id === id);
  expect(await readUse()).toEqual({ id, createdBy: "ada", isDefaultModel: false, pipelines: [], collections: [] });
  const model = { provider: "openai-compatible", model: "small", credential: id } as const;
  const chat = { nodes: { chat: { type: "chat-model", version: 1, config: { model } } } };
  const pipeline = await ada.api.pipelines.create({ name: "Asks the lab", graph: chat });
  await ada.api.workspace.update({ defaultModel: model });
  expect(await readUse()).toMatchObject({
    isDefaultModel: true,
    pipelines: [{ id: pipeline.id, name: "Asks the lab" }],
  });
  const [first] = await ada.api.models.list();
  expect(first, "nodes may follow it").toMatchObject({ ref: { provider: "default" }, description: "small" });
  const bea = await server.tenant("bea");
  expect(await bea.api.credentials.uses()).toEqual([]);
});

test("what was learnt of a model goes with the address and the key that it was learnt with", async () => {
  const { prisma } = server.app.db;
  const { id } = await ada.api.credentials.create({ name: "Learnt", ...labCredential(rightKey) });
  const store = openLearntStore(prisma);
  await store.write(id, "small", ["max_tokens"]);
  await store.write(id, "small", ["max_tokens", "temperature"]);
  await ada.api.credentials.update({ id, name: "Learnt 2" });
  expect(await store.read(id, "small")).toEqual(["max_tokens", "temperature"]);
  await ada.api.credentials.update({ id, secret: "sk-other", anyway: true });
  expect(await store.read(id, "small")).toEqual([]);
  await store.write(id, "small", ["max_tokens"]);
  await ada.api.credentials.delete({ id });
  expect(await prisma.learntModel.count()).toBe(0);
});
