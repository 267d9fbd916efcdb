/** The chat behind a share link: one browser's conversations, and nothing else of the workspace. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trimConversations } from "../../engine/history/trim-conversations.ts";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let pipelineId: string;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
  pipelineId = (await ada.api.pipelines.create({ name: "Greeting", graph: greeting })).id;
  await ada.api.pipelines.publish({ id: pipelineId });
});
afterAll(() => testServer[Symbol.asyncDispose]());

const codeOf = (thrown: unknown) => errorData(thrown).code;
/** Each from an address of its own: how often one may ask is not what these tests are about. */
let strangers = 0;
const stranger = () => {
  strangers += 1;
  return createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: `stranger ${strangers}` });
};
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
const browser = (name: string) => `${name} `.padEnd(32, "x");

async function link(wish: { canRun?: boolean; maxRuns?: number; page?: "chat" | "pipeline" } = {}) {
  const made = await ada.api.share.create({ pipelineId, versionNumber: 1, page: "chat", canRun: true, ...wish });
  return { id: made.id, token: tokenOf(made.url) };
}

async function asked(token: string, visitor: string, text = "Eve") {
  const api = stranger();
  const { id } = await api.sharedChat.create({ token, visitor });
  const turn = await api.sharedChat.send({ token, visitor, id, text });
  const get = () => api.sharedChat.get({ token, visitor, id });
  await expect.poll(async () => (await get()).turns[0]?.status).toBe("succeeded");
  return { id, turnId: turn.id, runId: turn.runId, get };
}

describe("a visitor of a chat", () => {
  test("asks, is answered, rates the answer, and finds the conversation again", async () => {
    const { token } = await link();
    const visitor = browser("eve");
    const { id, turnId, runId, get } = await asked(token, visitor);
    expect((await get()).turns).toMatchObject([{ question: "Eve", answer: "Hello Eve" }]);
    await stranger().sharedChat.giveFeedback({ token, visitor, turnId, rating: "up", note: "kind" });
    expect((await ada.api.conversations.feedback({ runId })).feedback).toEqual({ rating: "up", note: "kind" });
    expect(await stranger().sharedChat.list({ token, visitor, search: "eve" })).toMatchObject([{ id, title: "Eve" }]);
    expect((await ada.api.runs.get({ id: runId })).trigger).toBe("share");
  });

  test("finds no conversation of another browser, of another link, or of the workspace", async () => {
    const [one, other] = [await link(), await link()];
    const { id, turnId } = await asked(one.token, browser("eve"));
    const own = await ada.api.conversations.create({ pipelineId });
    const api = stranger();
    for (const who of [
      { token: one.token, visitor: browser("mallory") },
      { token: other.token, visitor: browser("eve") },
    ]) {
      expect(await api.sharedChat.list(who)).toEqual([]);
      for (const target of [id, own.id]) {
        expect(await api.sharedChat.get({ ...who, id: target }).catch(codeOf)).toBe("not_found");
        expect(await api.sharedChat.send({ ...who, id: target, text: "x" }).catch(codeOf)).toBe("not_found");
        expect(await api.sharedChat.rename({ ...who, id: target, title: "x" }).catch(codeOf)).toBe("not_found");
        expect(await api.sharedChat.delete({ ...who, id: target }).catch(codeOf)).toBe("not_found");
      }
      expect(await api.sharedChat.cancel({ ...who, turnId }).catch(codeOf)).toBe("not_found");
      expect(await api.sharedChat.giveFeedback({ ...who, turnId, rating: "down" }).catch(codeOf)).toBe("not_found");
      const events = await api.sharedChat.events({ ...who, turnId });
      await expect((async () => events[Symbol.asyncIterator]().next())()).rejects.toThrow(/no such conversation/);
    }
    expect((await ada.api.conversations.list({ pipelineId })).map((each) => each.id)).toEqual([own.id]);
  });

  test("sees neither the canvas nor steps, and no event tells what a step was given", async () => {
    const { token } = await link();
    const visitor = browser("eve");
    const { runId, turnId } = await asked(token, visitor);
    const api = stranger();
    expect(await api.share.view({ token }).catch(codeOf)).toBe("not_found");
    expect(await api.share.getRun({ token, runId }).catch(codeOf)).toBe("not_found");
    expect(await api.share.run({ token, inputs: {} }).catch(codeOf)).toBe("not_found");
    const seen: string[] = [];
    for await (const event of await api.sharedChat.events({ token, visitor, turnId })) seen.push(JSON.stringify(event));
    const told = seen.join("\n");
    expect(told).toContain("run.succeeded");
    expect(told).not.toContain("Hello");
    expect(told).not.toContain("greet");
    expect(JSON.stringify(await api.sharedChat.open({ token }))).not.toContain(pipelineId);
  });

  test("of a link that shows the canvas opens no chat", async () => {
    const { token } = await link({ page: "pipeline" });
    expect(await stranger().sharedChat.open({ token }).catch(codeOf)).toBe("not_found");
    expect(
      await stranger()
        .sharedChat.create({ token, visitor: browser("eve") })
        .catch(codeOf),
    ).toBe("not_found");
  });
});

describe("a link's rules hold in its chat", () => {
  test("running is off unless it is allowed, and ends with the number of runs", async () => {
    const visitor = browser("eve");
    const viewOnly = await link({ canRun: false });
    expect(await stranger().sharedChat.create({ token: viewOnly.token, visitor }).catch(codeOf)).toBe("forbidden");
    const once = await link({ maxRuns: 1 });
    const { id } = await asked(once.token, visitor);
    const again = { token: once.token, visitor, id, text: "again" };
    expect(await stranger().sharedChat.send(again).catch(codeOf)).toBe("forbidden");
    expect((await stranger().sharedChat.open({ token: once.token })).runsLeft).toBe(0);
  });

  test("its conversations are deleted when it is revoked or over; the runs stay", async () => {
    const { prisma, pool } = testServer.app.db;
    const [revoked, over] = [await link(), await link()];
    const first = await asked(revoked.token, browser("eve"));
    const second = await asked(over.token, browser("eve"));
    await ada.api.share.revoke({ id: revoked.id });
    await prisma.shareLink.update({ where: { id: over.id }, data: { expiresAt: new Date(0) } });
    expect(await stranger().sharedChat.open({ token: over.token }).catch(codeOf)).toBe("not_found");
    expect(await trimConversations(pool, 1000)).toBe(1);
    expect(await prisma.conversation.count({ where: { id: { in: [first.id, second.id] } } })).toBe(0);
    for (const { runId } of [first, second]) expect((await ada.api.runs.get({ id: runId })).status).toBe("succeeded");
  });

  test("a chat that visitors could not use is not shared", async () => {
    const { id } = await ada.api.pipelines.create({
      name: "Two",
      graph: {
        ...greeting,
        nodes: {
          ...greeting.nodes,
          more: { type: "input", version: 1, config: { fields: [{ name: "n", kind: "number" }] } },
        },
      },
    });
    await ada.api.pipelines.publish({ id });
    const wish = { pipelineId: id, versionNumber: 1, page: "chat", canRun: true } as const;
    expect(await ada.api.share.create(wish).catch(codeOf)).toBe("bad_input");
  });
});

describe("one visitor leaves the others room", () => {
  const begin = (token: string, name: string, ip: string) =>
    createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip }).sharedChat.create({
      token,
      visitor: browser(name),
    });

  test("of what may be asked in a minute", async () => {
    const { token } = await link();
    for (let count = 0; count < 10; count++) await begin(token, "eve", `street ${count}`);
    expect(await begin(token, "eve", "street 10").catch(codeOf)).toBe("too_many");
    await begin(token, "mallory", "street 0");
  });

  test("also one who comes as many browsers from one address", async () => {
    const { token } = await link();
    for (let count = 0; count < 15; count++) await begin(token, `eve ${count}`, "one house");
    expect(await begin(token, "eve 15", "one house").catch(codeOf)).toBe("too_many");
    await begin(token, "mallory", "another house");
  });

  test("with at most as many conversations as are listed", async () => {
    const { id: shareLinkId, token } = await link();
    await begin(token, "eve", "home");
    const { prisma } = testServer.app.db;
    const of = await prisma.conversation.findFirstOrThrow({ where: { shareLinkId } });
    const more = Array.from({ length: 199 }, (_, index) => ({ ...of, id: `${of.id}-${index}` }));
    await prisma.conversation.createMany({ data: more });
    await expect(begin(token, "eve", "home")).rejects.toThrow(/200 conversations here, which is the most/);
    await begin(token, "mallory", "street");
    await stranger().sharedChat.delete({ token, visitor: browser("eve"), id: of.id });
    await begin(token, "eve", "home");
  });

  test("with no conversation that is longer than what a run should be given", async () => {
    const { token } = await link();
    const visitor = browser("eve");
    const { id, get } = await asked(token, visitor, "x".repeat(100_000));
    const more = (text: string) => stranger().sharedChat.send({ token, visitor, id, text });
    await more("y".repeat(100_000));
    await expect.poll(async () => (await get()).turns[1]?.status).toBe("succeeded");
    await expect(more("z".repeat(100_000).concat("z"))).rejects.toThrow(/at most 100,000 characters/);
    await more("z".repeat(99_000));
    await expect.poll(async () => (await get()).turns[2]?.status).toBe("succeeded");
    await expect(more("z".repeat(1001))).rejects.toThrow(/This conversation is full/);
    await more("short");
  });
});

test("an id of a turn or of a conversation is of no use in another workspace", async () => {
  const eve = await testServer.tenant("eve");
  const { id } = await ada.api.conversations.create({ pipelineId });
  expect(await eve.api.conversations.get({ id }).catch(codeOf)).toBe("not_found");
  expect(await eve.api.conversations.send({ id, text: "x" }).catch(codeOf)).toBe("not_found");
  expect(await eve.api.conversations.list({ pipelineId }).catch(codeOf)).toBe("not_found");
  const member = { ...ada, user: { id: "m", name: "M", email: "m@example.com" } };
  const colleague = createCaller({
    app: testServer.app,
    actor: { kind: "user", user: member.user, workspaceId: ada.workspaceId, role: "editor" },
    ip: "test",
  });
  expect(await colleague.conversations.get({ id }).catch(codeOf)).toBe("not_found");
  expect(await colleague.conversations.list({ pipelineId })).toEqual([]);
});
