/** Model files by address and by upload, as people and scripts manage them. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { ggufHeader } from "../../helpers/gguf.ts";
import { fileServer } from "../../helpers/peers/file-server.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const cleanUp = new AsyncDisposableStack();
const hasWeights = await haveTestWeights();
const weights = hasWeights ? await readFile(weightsPath(weightsHome)) : Buffer.alloc(0);
const sha256 = createHash("sha256").update(weights).digest("hex");
let server: TestServer;
let hub: Awaited<ReturnType<typeof fileServer>>;
let ada: Tenant;

beforeAll(async () => {
  hub = cleanUp.use(await fileServer(weights));
  server = cleanUp.use(await openTestServer({ PATCHBAY_PRIVATE_HOSTS: hub.host, PATCHBAY_MODEL_FILE_GB: "0.5" }));
  ada = await server.tenant("ada");
});
afterEach(async () => {
  for (const { id } of await ada.api.localModels.list()) await ada.api.localModels.delete({ id, anyway: true });
});
afterAll(() => cleanUp.disposeAsync());

function become(behaviour: typeof hub.behaviour): void {
  for (const name of Object.keys(hub.behaviour)) Reflect.deleteProperty(hub.behaviour, name);
  Object.assign(hub.behaviour, behaviour);
  hub.asked.length = 0;
}

async function found(id: string) {
  return (await ada.api.localModels.list()).find((model) => model.id === id);
}

async function ends(id: string, state: "ready" | "failed") {
  await expect.poll(async () => (await found(id))?.state, { timeout: 150_000 }).toBe(state);
  const model = await found(id);
  if (!model) throw new Error("it is gone");
  return model;
}

async function upload(body: BodyInit, { query = "name=Own.gguf", key = ada.key } = {}) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" };
  const answer = await fetch(`${server.url}/api/v1/local-models/uploads?${query}`, { method: "POST", headers, body });
  return { status: answer.status, body: await answer.json() };
}

const files = () => readdir(join(server.env.PATCHBAY_HOME, "models", "local"));

describe.skipIf(!hasWeights)("a real file", () => {
  test("by its address: fetched, checked, listed among the models, renamed and deleted", async () => {
    become({});
    const { id, key, name } = await ada.api.localModels.add({ url: hub.url, sha256 });
    expect({ key, name }).toEqual({ key: "tiny-model-q4-1", name: "Tiny Model-Q4_1" });
    const model = await ends(id, "ready");
    expect(model).toMatchObject({
      ...{ sha256, host: hub.host, bytes: weights.length, doneBytes: weights.length, context: 4096, problem: null },
      facts: { architecture: "llama", quantisation: "Q4_1" },
    });
    expect(model.memoryNeeded).toBeGreaterThan(weights.length);
    expect(await files()).toEqual([`${id}.gguf`]);

    const ref = { provider: "local", model: key } as const;
    const listed = () => ada.api.models.list().then((all) => all.find((each) => each.ref.provider === "local"));
    expect(await listed()).toMatchObject({ ref, title: "Tiny Model-Q4_1 (local)", available: true });
    await ada.api.localModels.update({ id, name: "Tiny", context: 1024 });
    expect(await listed()).toMatchObject({ ref, title: "Tiny (local)", context: 1024 });
    await expect(ada.api.localModels.update({ id, context: 100_000 })).rejects.toThrow(/at most 8,192 tokens/);

    const pipeline = await ada.api.pipelines.create({
      name: "Asks it",
      graph: { nodes: { ask: { type: "chat-model", version: 1, config: { model: ref } } } },
    });
    await ada.api.workspace.update({ name: "Ada's", defaultModel: ref });
    expect(await ada.api.localModels.uses({ id })).toEqual({
      isDefaultModel: true,
      pipelines: [{ id: pipeline.id, name: "Asks it" }],
    });
    await expect(ada.api.localModels.delete({ id })).rejects.toThrow(
      /used by the default model of the workspace and the pipeline “Asks it”/,
    );
    await ada.api.localModels.delete({ id, anyway: true });
    await ada.api.workspace.update({ name: "Ada's", defaultModel: { provider: "built-in", model: "" } });
    await ada.api.pipelines.delete({ id: pipeline.id });
    expect(await files()).toEqual([]);
    const { items } = await ada.api.audit.list({ kind: "model" });
    expect(items.map(({ action, target }) => [action, target.name])).toEqual([
      ["model.deleted", "Tiny"],
      ["model.updated", "Tiny Model-Q4_1"],
      ["model.added", "Tiny Model-Q4_1"],
    ]);
  });

  test("goes on where the connection broke off, and begins again where the server knows no ranges", async () => {
    become({ breakAfter: 40_000_000 });
    const first = await ada.api.localModels.add({ url: hub.url });
    expect(await ends(first.id, "ready")).toMatchObject({ sha256 });
    expect(hub.asked[0]?.range).toBeUndefined();
    expect(Number(/\d+/.exec(hub.asked[1]?.range ?? "")?.[0])).toBeGreaterThan(1_000_000);
    await ada.api.localModels.delete({ id: first.id });

    become({ breakAfter: 40_000_000, withoutRanges: true });
    const second = await ada.api.localModels.add({ url: hub.url });
    await expect.poll(() => hub.asked.length).toBeGreaterThan(1);
    become({ withoutRanges: true });
    expect(await ends(second.id, "ready")).toMatchObject({ sha256 });
    await ada.api.localModels.delete({ id: second.id });
  });

  test("from a server that does not say how large it is, also after a break", async () => {
    become({ withoutLength: true });
    const first = await ada.api.localModels.add({ url: hub.url });
    expect(await ends(first.id, "ready")).toMatchObject({ sha256, bytes: weights.length });
    await ada.api.localModels.delete({ id: first.id });
    become({ withoutLength: true, breakAfter: 40_000_000 });
    const second = await ada.api.localModels.add({ url: hub.url });
    expect(await ends(second.id, "ready")).toMatchObject({ sha256 });
    await ada.api.localModels.delete({ id: second.id });
  });

  test("is stopped while it comes, and nothing of it stays", async () => {
    become({ holdAfter: 5_000_000 });
    const { id } = await ada.api.localModels.add({ url: hub.url });
    await expect.poll(files).toEqual([`${id}.part`]);
    await ada.api.localModels.delete({ id });
    expect(await found(id)).toBeUndefined();
    expect(await files()).toEqual([]);
  });

  test("by upload, with a key", async () => {
    const answer = await upload(new Uint8Array(weights), { query: "name=Own.gguf&context=2048" });
    expect(answer).toMatchObject({
      status: 201,
      body: { state: "ready", name: "Own", key: "own", sha256, context: 2048 },
    });
    const again = await upload(new Uint8Array(weights));
    expect(again.body).toMatchObject({ key: "own-2" });
    for (const { body } of [answer, again]) await ada.api.localModels.delete({ id: body.id });
    const { items } = await ada.api.audit.list({ kind: "model" });
    expect(items.filter(({ action }) => action === "model.uploaded").map(({ target }) => target.name)).toEqual([
      "Own.gguf",
      "Own.gguf",
    ]);
  });

  test("that is not the one asked for, or is cut off, is refused", async () => {
    become({});
    const other = await ada.api.localModels.add({ url: hub.url, sha256: "0".repeat(64) });
    expect((await ends(other.id, "failed")).error).toMatch(/its SHA-256 is b179c/);
    await ada.api.localModels.delete({ id: other.id });
    const cut = await upload(new Uint8Array(weights.subarray(0, 60_000_000)));
    expect(cut).toMatchObject({ status: 400, body: { message: expect.stringMatching(/cut off/) } });
    expect(await files()).toEqual([]);
  });
});

test("what is no model is refused with a sentence, and leaves nothing behind", async () => {
  const page = await upload("<!doctype html>");
  expect(page).toMatchObject({ status: 400, body: { message: expect.stringMatching(/not a GGUF file/) } });
  const base = await upload(new Uint8Array(ggufHeader({ "general.architecture": "llama" })));
  expect(base).toMatchObject({ status: 400, body: { message: expect.stringMatching(/has no chat template/) } });
  expect(await ada.api.localModels.list()).toEqual([]);
  expect(await files()).toEqual([]);
});

test("pages upload with their cookie, from their own origin only", async () => {
  const cookie = await server.cookieOf(ada.email);
  const send = (origin: string) =>
    fetch(`${server.url}/api/local-models/uploads?name=a.gguf`, {
      method: "POST",
      headers: { cookie, origin, "content-type": "application/octet-stream" },
      body: "<!doctype html>",
    });
  expect((await send("https://evil.example")).status).toBe(403);
  const own = await send(server.url);
  expect({ status: own.status, text: await own.text() }).toMatchObject({
    status: 400,
    text: expect.stringMatching(/not a GGUF file/),
  });
});

test("a file that is too large is refused before it is fetched", async () => {
  become({ headers: { "content-length": "600000000" }, holdAfter: 0 });
  const { id } = await ada.api.localModels.add({ url: hub.url });
  expect((await ends(id, "failed")).error).toBe(
    "The file has 600 MB; a model file may have 0.5 GB. Choose a smaller one, or have PATCHBAY_MODEL_FILE_GB raised.",
  );
  await ada.api.localModels.delete({ id });
});

test("addresses that are of no use are refused with what to do", async () => {
  const add = (url: string) => ada.api.localModels.add({ url });
  await expect(add("http://example.com/m.gguf")).rejects.toThrow(/not an https address/);
  await expect(add("file:///etc/passwd")).rejects.toThrow(/not an https address/);
  await expect(add("https://me:secret@example.com/m.gguf")).rejects.toThrow(/name or password/);
  const inner = await add("https://127.0.0.1:1/m.gguf");
  expect((await ends(inner.id, "failed")).error).toMatch(/not a public address/);
  become({ status: 404 });
  const gone = await add(hub.url);
  expect((await ends(gone.id, "failed")).error).toMatch(/no file at this address \(404\)/);
  become({ headers: { "content-type": "text/html; charset=utf-8" }, withoutLength: true });
  const page = await add(hub.url);
  expect((await ends(page.id, "failed")).error).toMatch(/a web page instead of a file.*download button/);
  become({ status: 302, headers: { location: "http://169.254.169.254/latest" } });
  const elsewhere = await add(hub.url);
  expect((await ends(elsewhere.id, "failed")).error).toMatch(/redirects to an address that is not https/);
  for (const { id } of [inner, gone, page, elsewhere]) await ada.api.localModels.delete({ id });
});

test("several of one name that are added at once get keys of their own", async () => {
  become({ status: 404 });
  const added = await Promise.all(Array.from({ length: 5 }, () => ada.api.localModels.add({ url: hub.url })));
  expect(added.map(({ key }) => key).sort()).toEqual(
    ["", "-2", "-3", "-4", "-5"].map((end) => `tiny-model-q4-1${end}`),
  );
});

test("viewers may look and change nothing, and other workspaces see none of it", async () => {
  const vera = await server.tenant("vera", "viewer");
  await expect(vera.api.localModels.add({ url: hub.url })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await upload("x", { key: vera.key })).status).toBe(403);
  expect((await upload("x", { key: "wrong" })).status).toBe(401);
});
