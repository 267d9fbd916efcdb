/** Forms: their pages for strangers, what is sent, what comes of it, and what is told of it. */
import { callTRPCProcedure } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FormView } from "../../../lib/views/live/form-views.ts";
import { appRouter } from "../../../server/api/router.ts";
import { errorData } from "../../../server/api/shared/error-shape.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { hooksOf, send } from "./hooks.ts";

let testServer: TestServer;
let ada: Tenant;
let hooks: ReturnType<typeof hooksOf>;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  hooks = hooksOf(testServer, ada);
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

const fields = [
  { name: "name", kind: "text", title: "Your name" },
  { name: "topic", kind: "text", format: "choice", choices: ["Order", "Return"] },
  { name: "day", kind: "text", format: "date", optional: true },
  { name: "mail", kind: "text", format: "email", optional: true },
  { name: "count", kind: "number", optional: true },
  { name: "urgent", kind: "boolean" },
  { name: "photo", kind: "file", optional: true },
];
const names = fields.map(({ name }) => name);

/** Form → output of all that was sent. */
const echo = (config: object = {}) => ({
  nodes: {
    hook: { type: "form", version: 1, config: { fields, ...config } },
    out: {
      type: "output",
      version: 1,
      config: { fields: names.map((name) => ({ name, kind: "any", optional: true })) },
    },
  },
  edges: names.map((name) => ({ id: name, from: { node: "hook", port: name }, to: { node: "out", port: name } })),
});

/** Form → a transform of its “name” → output. */
const answering = (expression: string) => ({
  nodes: {
    hook: { type: "form", version: 1, config: { after: "the answer", fields: [fields[0]] } },
    work: { type: "transform", version: 1, config: { expression } },
    out: { type: "output", version: 1, config: { fields: [{ name: "reply", kind: "any" }] } },
  },
  edges: [
    { id: "a", from: { node: "hook", port: "name" }, to: { node: "work", port: "value" } },
    { id: "b", from: { node: "work", port: "result" }, to: { node: "out", port: "reply" } },
  ],
});

const newKey = () => crypto.randomUUID();
const good = { name: "Ada", topic: "Return", urgent: true };

type Given = { key?: string; website?: string; files?: Record<string, File>; password?: string };

/** What the page sends. The address of the page, under /form, has its submissions under /api/forms. */
async function submit(url: string, values: object, { key = newKey(), website = "", files = {}, password }: Given = {}) {
  const body = new FormData();
  body.set("submission", JSON.stringify({ values, website }));
  for (const [name, file] of Object.entries(files)) body.set(`file:${name}`, file);
  const headers = { "idempotency-key": key, ...(password ? { "x-form-password": encodeURIComponent(password) } : {}) };
  return await send(url.replace("/form/", "/api/forms/"), { body, headers });
}

const tokenOf = (url: string) => url.split("/")[4] ?? "";

async function visit(path: string, input: object, ip: string = newKey()): Promise<unknown> {
  return await callTRPCProcedure({
    router: appRouter,
    path,
    type: path === "forms.unlock" ? "mutation" : path === "forms.answer" ? "subscription" : "query",
    getRawInput: async () => input,
    ctx: { app: testServer.app, actor: { kind: "anonymous" }, ip },
    signal: undefined,
    batchIndex: 0,
  });
}

const view = async (url: string, isTest = false) =>
  (await visit("forms.open", { token: tokenOf(url), isTest })) as FormView;

async function answersOf(url: string, key: string): Promise<unknown[]> {
  const told = (await visit("forms.answer", { token: tokenOf(url), key })) as AsyncIterable<[string, unknown]>;
  const answers: unknown[] = [];
  for await (const [, answer] of told) answers.push(answer);
  return answers;
}

const runsOf = async (id: string) => (await hooks.call("GET", `/runs?pipelineId=${id}&trigger=form`)).body.items;

test("a submission is one run with its answers, however often it is sent", async () => {
  const { id, url } = await hooks.open(echo({ title: "Returns", thanks: "**Thanks!**" }));
  expect(url).toMatch(/\/form\/hook_[\w-]{43}$/);
  expect(await view(url)).toMatchObject({ state: "open", page: { title: "Returns", button: "Send" } });
  const key = newKey();
  const photo = new File([new Uint8Array([1, 2, 3])], "lamp.png", { type: "image/png" });
  const given = { ...good, day: "2027-01-31", mail: "ada@example.com", count: 3 };
  const all = Array.from({ length: 8 }, () => submit(url, given, { key, files: { photo } }));
  for (const { status, body } of await Promise.all(all)) {
    expect([status, body]).toEqual([202, { after: "message", thanks: "**Thanks!**", redirect: null }]);
  }
  expect((await submit(url, { ...good, name: "Eve" }, { key })).status).toBe(202);
  const runs = await runsOf(id);
  expect(runs).toHaveLength(1);
  const run = await hooks.runOf(runs[0].id);
  expect(run).toMatchObject({ trigger: "form", triggerNode: "hook", version: 1 });
  expect(run.output).toMatchObject({ ...given, photo: { name: "lamp.png", mime: "image/png", bytes: 3 } });

  const { body: told } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  expect(told.triggers[0]).toMatchObject({ type: "form", state: "on", events: 1, lastRunId: run.id });
  expect(hooks.local(told.triggers[0].address)).toBe(url);
  const [delivery] = await hooks.deliveriesOf(id);
  expect(delivery).toMatchObject({ status: 202, runId: run.id, accepted: true });
  const replay = await hooks.call("POST", `/pipelines/${id}/triggers/hook/deliveries/${delivery.id}/replay`);
  expect((await hooks.runOf(replay.body.runId)).trigger).toBe("form");
});

test("answers that are missing or cannot be read are named, and start no run", async () => {
  const { id, url } = await hooks.open(echo());
  const refused = await submit(url, { topic: "Theft", day: "31.1.2027", mail: "ada", count: "many", urgent: true });
  expect(refused.status).toBe(400);
  expect(refused.body.issues).toEqual([
    { path: "name", message: "“Your name” is missing." },
    { path: "topic", message: "“topic”: choose one of the list." },
    { path: "day", message: "“day”: write a date as 2027-01-31." },
    { path: "mail", message: "“mail”: write an email address, such as ada@example.com." },
    { path: "count", message: expect.stringContaining("number") },
  ]);
  expect((await submit(url, { ...good, other: 1 })).body.message).toContain("Reload it");
  expect((await submit(url, good, { key: "short" })).status).toBe(400);
  const api = url.replace("/form/", "/api/forms/");
  expect((await send(api, { headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(415);
  expect((await send(api, { method: "GET" })).status).toBe(405);
  expect(await runsOf(id)).toEqual([]);
  // What people fill in wrongly is listed, and no problem of the form.
  expect((await hooks.deliveriesOf(id))[0]).toMatchObject({ accepted: false, status: 400 });
  const { body } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  expect(body.triggers[0]).toMatchObject({ state: "on", error: null });
});

test("a form that is off is closed, its test page alone shows the draft, and a new address replaces the former one", async () => {
  const { id, url, testUrl } = await hooks.open(echo(), false);
  expect(await view(url)).toMatchObject({ state: "closed" });
  expect((await submit(url, good)).status).toBe(409);
  await expect(view(url, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(view(`${url}~${"A".repeat(22)}`, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await submit(`${url}/test`, good)).status).toBe(404);
  await expect(view(testUrl)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await view(testUrl, true)).toMatchObject({ state: "open" });
  expect((await submit(testUrl, good)).body).toMatchObject({ after: "test" });
  const [tried] = await hooks.deliveriesOf(id);
  expect(tried).toMatchObject({ isTest: true, runId: null });
  const { body } = await hooks.call("GET", `/pipelines/${id}/triggers/hook/deliveries/${tried.id}`);
  expect(body.event).toEqual(good);
  await hooks.call("POST", `/pipelines/${id}/triggers/hook/address`, { rotate: true });
  await expect(view(url)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const hook = await hooks.open({ nodes: { hook: { type: "webhook", version: 1, config: {} } }, edges: [] });
  await expect(view(hook.url)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const form = await hooks.open(echo());
  expect((await send(form.url.replace("/form/", "/api/hooks/"))).status).toBe(404);
});

test("a password keeps the questions and the door", async () => {
  const credential = { name: "Door", provider: "secret", baseUrl: "", secret: "Sésame, ouvre-toi" } as const;
  const { id: credentialId } = await ada.api.credentials.create(credential);
  const { id, url } = await hooks.open(echo({ access: "with a password", credential: credentialId, title: "Guests" }));
  expect(await view(url)).toEqual({ state: "locked", title: "Guests" });
  const at = { token: tokenOf(url) };
  await expect(visit("forms.unlock", { ...at, password: "Sesam" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await visit("forms.unlock", { ...at, password: credential.secret })).toMatchObject({ title: "Guests" });
  expect((await submit(url, good)).status).toBe(403);
  expect((await submit(url, good, { password: "%" })).status).toBe(403);
  expect((await submit(url, good, { password: credential.secret })).status).toBe(202);
  expect(await runsOf(id)).toHaveLength(1);
  expect(JSON.stringify(await hooks.deliveriesOf(id))).not.toContain("Sésame");
});

test("guesses at a password come to a limit, past which the right one is not told from the others", async () => {
  const credential = { name: "Gate", provider: "secret", baseUrl: "", secret: "1234" } as const;
  const { id: credentialId } = await ada.api.credentials.create(credential);
  const { url } = await hooks.open(echo({ access: "with a password", credential: credentialId }));
  const unlock = (password: string, ip: string) => visit("forms.unlock", { token: tokenOf(url), password }, ip);
  const guesser = "127.0.0.1";
  for (let count = 0; count < 30; count += 1) await unlock("1234", guesser);
  const guesses = Array.from({ length: 30 }, (_, guess) => unlock(String(guess), guesser).catch(({ code }) => code));
  expect(new Set(await Promise.all(guesses))).toEqual(new Set(["FORBIDDEN", "TOO_MANY_REQUESTS"]));
  await expect(unlock("1234", guesser)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect((await submit(url, good, { password: "1234" })).status).toBe(429);
  expect(await unlock("1234", "192.0.2.7")).toMatchObject({ button: "Send" });
});

test("programs that fill in everything start no run, and are not told", async () => {
  const { id, url } = await hooks.open(echo());
  expect((await submit(url, good, { website: "https://spam.example" })).status).toBe(202);
  expect(await runsOf(id)).toEqual([]);
  expect((await hooks.deliveriesOf(id))[0]).toMatchObject({ accepted: false, status: 422 });
  const { body } = await hooks.call("GET", `/pipelines/${id}/triggers`);
  expect(body.triggers[0].state).toBe("on");
});

test("more than the form takes is refused in words for people", async () => {
  const { url } = await hooks.open(echo({ maxKilobytes: 2, perMinute: 2 }));
  const photo = new File([new Uint8Array(3000)], "big.png");
  const large = await submit(url, good, { files: { photo } });
  expect([large.status, large.body.message]).toEqual([413, expect.stringContaining("Choose smaller files")]);
  // What is refused takes no place of a submission.
  expect((await submit(url, { name: "Ada" })).status).toBe(400);
  expect([(await submit(url, good)).status, (await submit(url, good)).status]).toEqual([202, 202]);
  const third = await submit(url, good);
  expect([third.status, third.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
});

test("the answer is shown to the browser that sent the form; why a run failed is not", async () => {
  const { url } = await hooks.open(answering('"Hello " & $'));
  const key = newKey();
  expect((await submit(url, { name: "Ada" }, { key })).body.after).toBe("answer");
  expect((await answersOf(url, key)).at(-1)).toEqual({ type: "answer", text: "Hello Ada" });
  expect(await answersOf(url, newKey()).catch((thrown) => errorData(thrown).code)).toBe("not_found");

  const failing = await hooks.open(answering('$error("secret detail")'));
  await submit(failing.url, { name: "Ada" }, { key });
  const told = await answersOf(failing.url, key);
  expect(told.at(-1)).toMatchObject({ type: "failed" });
  expect(JSON.stringify(told)).not.toContain("secret detail");
});

test("the answer is read as the version says that gave it, also when another one is on by now", async () => {
  const { id, url } = await hooks.open(answering('"Hello " & $'));
  const key = newKey();
  await submit(url, { name: "Ada" }, { key });
  expect((await answersOf(url, key)).at(-1)).toEqual({ type: "answer", text: "Hello Ada" });
  const later = answering('"Bye " & $');
  later.nodes.out.config.fields = [{ name: "farewell", kind: "any" }];
  later.edges = later.edges.map((edge) =>
    edge.to.node === "out" ? { ...edge, to: { node: "out", port: "farewell" } } : edge,
  );
  const { body } = await hooks.call("GET", `/pipelines/${id}`);
  const saved = await hooks.call("PUT", `/pipelines/${id}`, { graph: later, revision: body.revision });
  expect(saved.status).toBe(200);
  await hooks.call("POST", `/pipelines/${id}/versions`);
  expect((await hooks.call("POST", `/pipelines/${id}/activate`)).status).toBe(200);
  expect((await answersOf(url, key)).at(-1)).toEqual({ type: "answer", text: "Hello Ada" });
});

test("another page follows where the settings name one", async () => {
  const { url } = await hooks.open(echo({ after: "another page", redirect: "https://example.com/thanks" }));
  expect((await submit(url, good)).body).toMatchObject({ after: "redirect", redirect: "https://example.com/thanks" });
});
