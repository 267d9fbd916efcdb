/** A credential is used for real, and its secret then looked for everywhere it should not be. */
import { expect, test } from "vitest";
import { createCaller } from "../../server/api/caller.ts";
import { openTestServer } from "../api/test-server.ts";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";

const canary = "sk-canary/9f8e7d+6c5b";
const forms = [
  canary,
  encodeURIComponent(canary),
  Buffer.from(canary).toString("base64").slice(0, -4),
  Buffer.from(canary).toString("base64url").slice(0, -4),
];

function expectNoCanary(where: string, value: unknown) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  for (const form of forms) expect(text.includes(form), `${where} holds ${form}`).toBe(false);
}

test("a provider's key reaches the provider, and nothing else", async () => {
  await using peer = await openaiPeer(() => ({ words: ["Fine", ", thank you"] }));
  await using testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await testServer.tenant("ada");
  await testServer.work();
  const { id: credential } = await ada.api.credentials.create({
    name: "peer",
    provider: "openai-compatible",
    baseUrl: `${peer.url}/v1`,
    secret: canary,
  });
  expect(await ada.api.credentials.test({ id: credential })).toMatchObject({ ok: true });
  const { id } = await ada.api.pipelines.create({ name: "Chat", graph: chat(credential) });
  await ada.api.pipelines.publish({ id });
  const run = await testServer.rest("POST", `/pipelines/${id}/runs?wait=60`, {
    key: ada.key,
    body: { inputs: { q: "How are you?" } },
  });
  expect(run.body).toMatchObject({ status: "succeeded", output: { answer: "Fine, thank you" } });
  expect(peer.requests.at(-1)?.headers.authorization).toBe(`Bearer ${canary}`);

  const link = await ada.api.share.create({ pipelineId: id, versionNumber: 1, canRun: false });
  const stranger = createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: "test" });
  const headers = { authorization: `Bearer ${ada.key}` };
  const events = await (await fetch(`${testServer.url}/api/v1/runs/${run.body.id}/events`, { headers })).text();
  expectNoCanary("the run", run.body);
  expectNoCanary("its events", events);
  expectNoCanary("the pipeline", await ada.api.pipelines.get({ id }));
  expectNoCanary("the list of credentials", await ada.api.credentials.list());
  expectNoCanary("the list of models", await ada.api.models.list());
  expectNoCanary("the share link", await stranger.share.view({ token: link.url.slice(link.url.lastIndexOf("/") + 1) }));
  const { pool } = testServer.app.db;
  const tables = await pool.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  for (const { name } of tables.rows) expectNoCanary(name, (await pool.query(`SELECT * FROM ${name}`)).rows);
});

test("a credential for a private host is of no use until the host is listed", async () => {
  await using peer = await openaiPeer(() => ({ words: ["never"] }));
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  await testServer.work();
  const base = { provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: canary } as const;
  const { id: credential } = await ada.api.credentials.create({ name: "peer", ...base });
  const tried = await ada.api.credentials.test({ id: credential });
  expect(tried).toMatchObject({ ok: false, message: expect.stringContaining("PATCHBAY_PRIVATE_HOSTS") });
  const { id } = await ada.api.pipelines.create({ graph: chat(credential) });
  const run = await testServer.rest("POST", `/pipelines/${id}/runs?wait=60`, {
    key: ada.key,
    body: { inputs: { q: "?" } },
  });
  expect(run.body).toMatchObject({
    status: "failed",
    error: { message: expect.stringContaining("PATCHBAY_PRIVATE_HOSTS") },
  });
  expect(peer.requests).toEqual([]);
});

function chat(credential: string) {
  const model = { provider: "openai-compatible", model: "small", credential };
  return {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      chat: { type: "chat-model", version: 1, config: { model } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "answer" } },
    ],
  };
}
