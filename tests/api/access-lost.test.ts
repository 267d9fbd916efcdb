/** Event streams end once the access that opened them is gone: one for each way of losing it. No worker: the runs stay queued. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCaller } from "../../server/api/caller.ts";
import { patienceMs } from "../helpers/patience.ts";
import { hooksOf } from "./live/hooks.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let server: TestServer;
let ada: Tenant;
let pipelineId: string;
let runId: string;

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.tenant("ada");
  pipelineId = (await ada.api.pipelines.create({ name: "Greeting", graph: greeting })).id;
  await ada.api.pipelines.publish({ id: pipelineId });
  runId = (await ada.api.runs.start({ pipelineId, inputs: { name: "x" } })).id;
});
afterAll(() => server[Symbol.asyncDispose]());

/** An open stream: what it has said, and all it said once it has ended. */
async function open(path: string, headers: Record<string, string> = {}) {
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await fetch(`${server.url}${path}`, { headers: { accept: "text/event-stream", ...headers }, signal });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  let isOver = false;
  const ended = answer.text().finally(() => {
    isOver = true;
  });
  ended.catch(() => {});
  return { ended, isOver: () => isOver };
}

const call = (path: string, input: object) => `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
const restEvents = (key: string) => open(`/api/v1/runs/${runId}/events`, { authorization: `Bearer ${key}` });
const anonymous = () => createCaller({ app: server.app, actor: { kind: "anonymous" }, ip: crypto.randomUUID() });
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

/** Another person of the workspace, with a session. */
async function member(name: string) {
  const person = await server.tenant(name);
  const data = { userId: person.userId, workspaceId: ada.workspaceId, role: "editor" };
  await server.app.db.prisma.membership.create({ data });
  const cookie = `${await server.cookieOf(person.email)}; patchbay.workspace=${ada.workspaceId}`;
  return { ...person, cookie };
}

test("of a run over REST: when the key is revoked, while another key reads on", async () => {
  const other = await restEvents(ada.key);
  const made = await ada.api.apiKeys.create({ name: "short-lived" });
  const stream = await restEvents(made.key);
  await ada.api.apiKeys.revoke({ id: made.id });
  expect(await stream.ended).toMatch(/event: error\ndata: .*"not_signed_in"/);
  expect(other.isOver()).toBe(false);
});

test("of a run over REST: when its service account is switched off", async () => {
  const { id } = await ada.api.serviceAccounts.create({ name: "nightly", role: "editor" });
  const { key } = await ada.api.serviceAccounts.createKey({ accountId: id, name: "nightly" });
  const stream = await restEvents(key);
  await ada.api.serviceAccounts.update({ id, disabled: true });
  expect(await stream.ended).toContain("event: error");
});

test("of a run, a draft and a store on a page: when the member is removed", async () => {
  const { cookie, userId } = await member("bea");
  const streams = await Promise.all([
    open(call("runs.events", { id: runId }), { cookie }),
    open(call("pipelines.watch", { id: pipelineId, tab: "tab-of-bea" }), { cookie }),
    open(call("stores.watch", { entries: [{ store: "s", key: "k" }] }), { cookie }),
  ]);
  expect(streams.map(({ isOver }) => isOver())).toEqual([false, false, false]);
  await ada.api.workspace.removeMember({ userId });
  for (const stream of streams) expect(await stream.ended).toMatch(/forbidden|not_found/);
});

test("of a run on a page: when the session ends", async () => {
  const { cookie, userId } = await member("cy");
  const stream = await open(call("runs.events", { id: runId }), { cookie });
  const headers = { cookie, origin: server.url, "content-type": "application/json" };
  expect((await fetch(`${server.url}/api/auth/sign-out`, { method: "POST", headers, body: "{}" })).status).toBe(200);
  expect(await server.app.db.prisma.session.count({ where: { userId } })).toBe(0);
  expect(await stream.ended).toContain("not_signed_in");
});

test("of a shared run: when the link is deleted", async () => {
  const share = await ada.api.share.create({ pipelineId, versionNumber: 1, canRun: true });
  const token = tokenOf(share.url);
  const run = await anonymous().share.run({ token, inputs: { name: "x" } });
  const stream = await open(call("share.runEvents", { token, runId: run.runId }));
  await ada.api.share.revoke({ id: share.id });
  expect(await stream.ended).toContain("not_found");
});

test("of a shared chat: when the link is deleted", async () => {
  const share = await ada.api.share.create({ pipelineId, versionNumber: 1, page: "chat", canRun: true });
  const one = { token: tokenOf(share.url), visitor: "eve".padEnd(32, "x") };
  const { id } = await anonymous().sharedChat.create(one);
  const turn = await anonymous().sharedChat.send({ ...one, id, text: "Eve" });
  const stream = await open(call("sharedChat.events", { ...one, turnId: turn.id }));
  await ada.api.share.revoke({ id: share.id });
  expect(await stream.ended).toContain("not_found");
});

test("of a form's answer: when the form gets another address", async () => {
  const fields = [{ name: "name", kind: "text" }];
  const form = await hooksOf(server, ada).open({
    nodes: {
      hook: { type: "form", version: 1, config: { after: "the answer", fields } },
      out: { type: "output", version: 1, config: { fields: [{ name: "name", kind: "any" }] } },
    },
    edges: [{ id: "a", from: { node: "hook", port: "name" }, to: { node: "out", port: "name" } }],
  });
  const key = crypto.randomUUID();
  const body = new FormData();
  body.set("submission", JSON.stringify({ values: { name: "Ada" }, website: "" }));
  const url = form.url.replace("/form/", "/api/forms/");
  const sent = await fetch(url, { method: "POST", body, headers: { "idempotency-key": key } });
  expect(sent.status).toBe(202);
  const token = form.url.split("/")[4] ?? "";
  const stream = await open(call("forms.answer", { token, key }));
  await ada.api.hooks.address({ id: form.id, nodeId: "hook", rotate: true });
  expect(await stream.ended).toContain("not_found");
});
