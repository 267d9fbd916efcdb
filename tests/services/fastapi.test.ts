/**
 * Model service nodes against real FastAPI: every kind of parameter, body and answer, and the example of the docs through a
 * worker. Needs Python; `npm test` puts FastAPI into a virtual environment and passes its Python on.
 */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readPipelineFile } from "../../lib/graph/pipeline-file.ts";
import { Service, type ServiceDocument } from "../../lib/service/service.ts";
import type { Json } from "../../lib/values/json.ts";
import { modelService } from "../../nodes/types/model/model-service.ts";
import { openTestServer } from "../api/test-server.ts";
import { loopbackFetch, noServices, runNode } from "../helpers/node.ts";
import { asSetting, pickOperation } from "../helpers/service.ts";
import { type PythonPeer, pythonPeer } from "./python-peer.ts";

const python = process.env.TEST_FASTAPI ?? "";
const folder = "docs/examples/fastapi-recommender";
const file = `${folder}/from-a-review-to-a-recommendation.patchbay.json`;

async function call(peer: PythonPeer, id: string, inputs: { [name: string]: Json }) {
  const service = await pickOperation(peer.url, id);
  const picture = { id: "f1", name: "cat.png", mime: "image/png", bytes: 3 };
  const files = {
    read: async () => ({ file: picture, data: new TextEncoder().encode("PNG") }),
    save: async ({ name, mime, data }: { name: string; mime: string; data: Uint8Array }) => {
      return { id: "f2", name, mime, bytes: data.byteLength };
    },
  };
  return (
    await runNode(modelService, {
      config: { service },
      inputs,
      services: { ...noServices, files, fetch: loopbackFetch },
    })
  ).outputs;
}

describe.skipIf(python === "")("a FastAPI service", () => {
  test("takes and gives every kind of value: long numbers, decimals, choices, trees, alternatives", async () => {
    await using peer = await pythonPeer(python, "tests/services/everything.py");
    const tree = { name: "a", children: [{ name: "b", children: [] }] };
    const pet = { kind: "cat", lives: 7 };
    const given = {
      title: "T",
      mood: "wild",
      big: 7615917337495251231n,
      price: "0.10000000000000000001",
      tags: "one",
      tree,
      pet,
    };
    const { response, ...outputs } = await call(peer, "POST /echo", given);
    expect(response).toEqual({ ...given, note: null, tags: ["one"] });
    expect(outputs).toMatchObject({ status: 200, title: "T", big: 7615917337495251231n, tree, pet });
    const bare = await call(peer, "POST /echo", { title: "T" });
    expect(bare.response).toMatchObject({ mood: "calm", pet: { kind: "dog", tricks: [] } });
    const inputs = { item_id: 7, tags: ["x", "y z"], flag: true, "x-kind": "k", session: "s" };
    const item = await call(peer, "GET /items/{item_id}", inputs);
    expect(item.response).toEqual({ id: 7, tags: ["x", "y z"], flag: true, kind: "k", session: "s" });
  });

  test("takes forms and files, and gives text and pictures", async () => {
    await using peer = await pythonPeer(python, "tests/services/everything.py");
    expect((await call(peer, "POST /form", { name: "a&b", times: 2 })).response).toEqual({ said: ["a&b", "a&b"] });
    const picture = { id: "f1", name: "cat.png", mime: "image/png", bytes: 3 };
    const sent = await call(peer, "POST /files", { image: picture, more: [picture, picture], note: "mine" });
    expect(sent.response).toEqual({ name: "cat.png", mime: "image/png", sizes: [3, 3, 3], note: "mine" });
    expect((await call(peer, "GET /text", {})).response).toBe("plain words");
    expect((await call(peer, "GET /picture", {})).response).toMatchObject({
      id: "f2",
      mime: "image/png",
      name: "picture",
    });
  });

  test("refuses in sentences that name the field", async () => {
    await using peer = await pythonPeer(python, "tests/services/everything.py");
    await expect(call(peer, "POST /echo", { title: "T", tree: { children: [] } })).rejects.toMatchObject({
      code: "provider_refused",
      userMessage: "POST /echo of Everything returned 422: “tree.name”: Field required.",
    });
    await expect(call(peer, "GET /items/{item_id}", { item_id: 1.5 })).rejects.toMatchObject({
      userMessage: expect.stringContaining("“item_id”: Input should be a valid integer"),
    });
    await expect(call(peer, "GET /problem", {})).rejects.toMatchObject({
      userMessage: "GET /problem of Everything returned 409: Out of stock. Only 2 are left. “count”: Ask for less.",
    });
  });
});

describe.skipIf(python === "")("the recommender of the docs", () => {
  test("is what its pipeline file was made from", async () => {
    await using peer = await pythonPeer(python, `${folder}/main.py`);
    const { graph } = readPipelineFile(await readFile(file, "utf8"), file);
    const kept = Service.parse(graph.nodes.recommend?.config.service);
    const fresh = Service.parse(await pickOperation(peer.url, "POST /recommendations", { values: { count: 3 } }));
    expect(kept.operation).toEqual(fresh.operation);
    expect([kept.inputs, kept.outputs]).toEqual([fresh.inputs, fresh.outputs]);
  });

  test("recommends a book inside a pipeline, between two calls of the language model", async () => {
    await using peer = await pythonPeer(python, `${folder}/main.py`);
    await using testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
    const ada = await testServer.tenant("ada");
    await testServer.work();
    const text = (await readFile(file, "utf8")).replaceAll("127.0.0.1:8000", peer.host);
    const { graph, name } = readPipelineFile(text, file);
    const { id } = await ada.api.pipelines.create({ name, graph });
    const review = "I loved the storms at sea, and how the captain hunts the white whale.";
    const run = await testServer.rest("POST", `/pipelines/${id}/runs?wait=60`, {
      key: ada.key,
      body: { inputs: { review }, version: "draft" },
    });
    const { id: runId } = run.body;
    const ended = await expect
      .poll(async () => (await ada.api.runs.get({ id: runId })).status)
      .toBe("succeeded")
      .then(() => ada.api.runs.get({ id: runId }));
    const { book, books } = Object(ended.output);
    expect(book).toContain("**Moby-Dick**, by Herman Melville, 1851");
    expect(books).toHaveLength(3);
    expect(books[0]).toMatchObject({ title: "Moby-Dick", words: expect.arrayContaining(["whale"]) });
  });

  test("its list is read page by page, and a rating that is sent twice counts once", async () => {
    await using peer = await pythonPeer(python, `${folder}/main.py`);
    const pages = { style: "link", items: "", next: "next", parameter: "", most: 10 } as const;
    const service = await pickOperation(peer.url, "GET /books", { pages, values: { limit: 100, century: "19" } });
    const { outputs } = await runNode(modelService, { config: { service } });
    const found: Json = outputs.response ?? null;
    expect(Array.isArray(found) && found.length).toBeGreaterThan(100);
    const rate = await pickOperation(peer.url, "POST /ratings");
    expect(rate).toMatchObject({ effect: "effect", keyed: true });
    const rating = { config: { service: rate }, inputs: { reader: "Ada", title: "Emma", stars: 5 }, key: "step-1" };
    const first = await runNode(modelService, rating);
    const again = await runNode(modelService, rating);
    expect(again.outputs).toEqual(first.outputs);
  });
});

describe.skipIf(python === "")("a credential", () => {
  test("signs in where the service asks for it: a token, a key, a name and password", async () => {
    await using peer = await pythonPeer(python, "tests/services/everything.py");
    await using testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
    const ada = await testServer.tenant("ada");
    await testServer.work();
    const runWith = async (provider: "bearer" | "api-key" | "basic", secret: string, path: string) => {
      const { id: credential } = await ada.api.credentials.create({ name: path, provider, baseUrl: peer.url, secret });
      const found: ServiceDocument = await ada.api.services.read({ address: peer.url, credential });
      const id = `GET ${path}`;
      expect(found.operations.map((each) => each.id)).toContain(id);
      const service = asSetting(Service.parse(await pickOperation(peer.url, id, { credential })));
      const nodes = {
        call: { type: "model-service", version: 1, config: { service } },
        out: { type: "output", version: 1, config: { fields: [{ name: "said", kind: "json" }] } },
      };
      const edge = { id: "e", from: { node: "call", port: "response" }, to: { node: "out", port: "said" } };
      const pipeline = await ada.api.pipelines.create({ name: path, graph: { nodes, edges: [edge] } });
      const run = await ada.api.runs.start({ pipelineId: pipeline.id, inputs: {} });
      await expect.poll(async () => (await ada.api.runs.get({ id: run.id })).status).toMatch(/succeeded|failed/);
      return await ada.api.runs.get({ id: run.id });
    };
    expect((await runWith("bearer", "right", "/with-bearer")).output).toEqual({ said: { in: true } });
    const key = JSON.stringify({ in: "header", name: "X-Key", key: "right" });
    expect((await runWith("api-key", key, "/with-key")).output).toEqual({ said: { in: true } });
    const pair = JSON.stringify({ user: "ada", password: "right" });
    expect((await runWith("basic", pair, "/with-basic")).output).toEqual({ said: { in: true, user: "ada" } });
  });
});
