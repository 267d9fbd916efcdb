/** Conversations of members and of API keys, over the API, with a worker that answers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { Graph } from "../../lib/graph/graph.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

/** Says how much was said before, and by whom. */
const counting: z.input<typeof Graph> = {
  nodes: {
    in: {
      type: "input",
      version: 1,
      config: {
        fields: [
          { name: "question", kind: "text" },
          { name: "history", kind: "messages", default: [] },
        ],
      },
    },
    say: {
      type: "template",
      version: 1,
      config: { template: "{{ history | size }}|{{ history | map: 'content' | join: '; ' }}|{{ question }}" },
    },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "question" }, to: { node: "say", port: "question" } },
    { id: "b", from: { node: "in", port: "history" }, to: { node: "say", port: "history" } },
    { id: "c", from: { node: "say", port: "text" }, to: { node: "out", port: "answer" } },
  ],
};

let testServer: TestServer;
let ada: Tenant;
let pipelineId: string;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
  pipelineId = (await ada.api.pipelines.create({ name: "Counting", graph: counting })).id;
});
afterAll(() => testServer[Symbol.asyncDispose]());

const codeOf = (thrown: unknown) => errorData(thrown).code;

async function ask(id: string, text: string, parentId?: string | null) {
  const { id: turnId } = await ada.api.conversations.send({ id, text, parentId });
  await expect.poll(async () => (await turnOf(id, turnId))?.status).toBe("succeeded");
  const turn = await turnOf(id, turnId);
  return { id: turnId, answer: turn?.answer, runId: turn?.runId ?? "" };
}

async function turnOf(id: string, turnId: string) {
  return (await ada.api.conversations.get({ id })).turns.find((turn) => turn.id === turnId);
}

describe("a conversation", () => {
  test("gives each question what was said before, and takes the first question for its title", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    expect((await ask(id, "one")).answer).toBe("0||one");
    expect((await ask(id, "two")).answer).toBe("2|one; 0||one|two");
    const { title, turns } = await ada.api.conversations.get({ id });
    expect(title).toBe("one");
    expect(turns.map(({ question }) => question)).toEqual(["one", "two"]);
  });

  test("keeps both versions of an edited question, and what follows knows only its own", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    const first = await ask(id, "first");
    const second = await ask(id, "second");
    const edited = await ask(id, "changed", first.id);
    expect(edited.answer).toBe("2|first; 0||first|changed");
    expect((await ask(id, "third", second.id)).answer).toMatch(/^4\|first; .*; second; /);
    expect((await ask(id, "anew", null)).answer).toBe("0||anew");
    const { turns } = await ada.api.conversations.get({ id });
    expect(turns.filter(({ parentId }) => parentId === first.id)).toHaveLength(2);
  });

  test("is found by the words of its questions, renamed and deleted; its runs stay", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId, title: "Old" });
    const { runId } = await ask(id, "where is the 100% wool?");
    const found = async (search: string) =>
      (await ada.api.conversations.list({ pipelineId, search })).map((one) => one.id);
    expect(await found("100% WOOL")).toEqual([id]);
    expect(await found("100_")).toEqual([]);
    await ada.api.conversations.rename({ id, title: "Wool" });
    expect((await ada.api.conversations.get({ id })).title).toBe("Wool");
    await ada.api.conversations.delete({ id });
    expect(await ada.api.conversations.get({ id }).catch(codeOf)).toBe("not_found");
    expect((await ada.api.runs.get({ id: runId })).trigger).toBe("chat");
  });

  test("of a pipeline without a memory asks each question on its own, and a memory can be added", async () => {
    const { id: other } = await ada.api.pipelines.create({ name: "Greeting", graph: greeting });
    expect(await ada.api.conversations.chat({ pipelineId: other })).toMatchObject({
      problem: null,
      hasMemory: false,
      version: null,
    });
    const { id } = await ada.api.conversations.create({ pipelineId: other });
    await ask(id, "Ada");
    expect((await ask(id, "Eve")).answer).toBe("Hello Eve");
  });

  test("says why a pipeline cannot be chatted with", async () => {
    const { id: empty } = await ada.api.pipelines.create({});
    expect((await ada.api.conversations.chat({ pipelineId: empty })).problem).toMatch(/Input node/);
    const { id } = await ada.api.conversations.create({ pipelineId: empty });
    expect(await ada.api.conversations.send({ id, text: "hello" }).catch(codeOf)).toBe("bad_input");
  });

  test("takes feedback on an answer, which its run shows, and takes it back", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    const { id: turnId, runId } = await ask(id, "good?");
    await ada.api.conversations.giveFeedback({ runId, rating: "down", note: "too short" });
    expect((await turnOf(id, turnId))?.feedback).toEqual({ rating: "down", note: "too short" });
    await ada.api.conversations.giveFeedback({ runId, rating: null });
    expect((await ada.api.conversations.feedback({ runId })).feedback).toBeNull();
  });

  test("of another person of the workspace is not there", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    const { status } = await testServer.rest("GET", `/conversations/${id}`, { key: ada.key });
    expect(status).toBe(404);
  });
});

describe("two who write at once", () => {
  test.each([
    ["with a memory", () => counting],
    ["without one", () => greeting],
  ])("are put in order, %s: the second is told that the first is being answered", async (_, graph) => {
    const { id: of } = await ada.api.pipelines.create({ name: "Two tabs", graph: graph() });
    const { key } = ada;
    const { body } = await testServer.rest("POST", `/pipelines/${of}/conversations`, { key, body: {} });
    const path = `/conversations/${body.id}`;
    const texts = ["one", "two", "three", "four"];
    const sent = await Promise.all(
      texts.map((text) => testServer.rest("POST", `${path}/messages`, { key, body: { text } })),
    );
    for (const { status } of sent) expect([201, 409]).toContain(status);
    const accepted = sent.filter(({ status }) => status === 201);
    const { turns } = (await testServer.rest("GET", path, { key })).body;
    expect(turns).toHaveLength(accepted.length);
    const parents = turns.map((turn: { parentId: string | null }) => turn.parentId);
    expect(new Set(parents).size, "no message is a branch of another").toBe(turns.length);
    const runs = await testServer.app.db.prisma.run.count({ where: { pipelineId: of } });
    expect(runs, "what is refused starts no run").toBe(accepted.length);
  });

  test("in two tabs do not make a branch", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    const first = await ask(id, "first");
    const asNext = { id, parentId: first.id, asNext: true };
    const sent = await Promise.all(
      ["left", "right"].map((text) => ada.api.conversations.send({ ...asNext, text }).catch(codeOf)),
    );
    expect(sent.filter((each) => each === "conflict")).toHaveLength(1);
    expect((await ada.api.conversations.get({ id })).turns).toHaveLength(2);
  });

  test("a message that was not accepted leaves nothing behind", async () => {
    const { id } = await ada.api.conversations.create({ pipelineId });
    const file = { id: "x", name: "x", mime: "text/plain", bytes: 1 };
    expect(await ada.api.conversations.send({ id, text: "x", files: [file] }).catch(codeOf)).toBe("bad_input");
    expect(await ada.api.conversations.get({ id })).toMatchObject({ title: "New conversation", turns: [] });
  });
});

test("a turn whose run is not there is shown, and what follows it too", async () => {
  const { id } = await ada.api.conversations.create({ pipelineId });
  const first = await ask(id, "first");
  await ask(id, "second");
  const { prisma } = testServer.app.db;
  await prisma.chatTurn.update({ where: { id: first.id }, data: { runId: "gone", createdAt: new Date(0) } });
  const { turns } = await ada.api.conversations.get({ id });
  expect(turns).toMatchObject([
    { status: "failed", answer: null },
    { question: "second", status: "succeeded" },
  ]);
  expect((await ask(id, "third")).answer, "what was asked is known").toMatch(/^3\|first; second;/);
});

test("a passage leads to its document while that is there, and to none of another workspace", async () => {
  const { prisma } = testServer.app.db;
  const eve = await testServer.tenant("eve");
  for (const tenant of [ada, eve]) {
    const { id: collectionId } = await tenant.api.collections.create({ name: "Papers" });
    const id = `paper of ${tenant.workspaceId}`;
    await prisma.document.create({ data: { id, collectionId, name: "p", mime: "text/plain", bytes: 1 } });
  }
  const { id } = await ada.api.conversations.create({ pipelineId });
  const { runId } = await ask(id, "who?");
  const passage = (of: string, position: number) => {
    return { text: of, score: 0.5, metadata: { source: of, documentId: `paper of ${of}`, position } };
  };
  const documents = [passage(ada.workspaceId, 3), passage(eve.workspaceId, 1), passage("gone", 0)];
  await prisma.step.updateMany({ where: { runId, nodeId: "say" }, data: { output: { documents } } });
  const { sources } = (await ada.api.conversations.get({ id })).turns[0] ?? {};
  const [own, ...others] = sources ?? [];
  expect(own?.place).toMatchObject({ documentId: `paper of ${ada.workspaceId}`, position: 3 });
  expect(others.map(({ place }) => place)).toEqual([undefined, undefined]);
  expect(JSON.stringify(others)).not.toContain("paper of");
});

test("what was asked is remembered without its answer when that failed or has no words, unless it was refused", async () => {
  const graph = structuredClone(counting);
  Object(graph.nodes?.say).config.template =
    "{% if question != 'silence' %}{{ history | map: 'role' | join: ', ' }}|{{ history | map: 'content' | join: '; ' }}{% endif %}";
  const { id: silent } = await ada.api.pipelines.create({ name: "Silent", graph });
  const { id } = await ada.api.conversations.create({ pipelineId: silent });
  const { runId, answer } = await ask(id, "silence");
  expect(answer).toBe("");
  expect((await ask(id, "and now?")).answer).toBe("user|silence");
  const { prisma } = testServer.app.db;
  const known = new Map([
    ["provider_busy", "user, user, assistant"],
    ["cancelled", "user, user, assistant"],
    ["answer_filtered", "user, assistant"],
    ["provider_refused", "user, assistant"],
  ]);
  for (const [code, roles] of known) {
    await prisma.run.update({ where: { id: runId }, data: { status: "failed", error: { code, message: "No." } } });
    const { turns } = await ada.api.conversations.get({ id });
    const answer = (await ask(id, code, turns.at(1)?.id)).answer ?? "";
    expect(answer.split("|")[0], code).toBe(roles);
  }
});

test("over REST: started, asked, read, deleted", async () => {
  const { key } = ada;
  const created = await testServer.rest("POST", `/pipelines/${pipelineId}/conversations`, { key, body: {} });
  expect(created.status).toBe(201);
  const path = `/conversations/${created.body.id}`;
  const sent = await testServer.rest("POST", `${path}/messages`, { key, body: { text: "one" } });
  expect(sent.status).toBe(201);
  await expect
    .poll(async () => (await testServer.rest("GET", path, { key })).body.turns[0])
    .toMatchObject({ id: sent.body.id, answer: "0||one", status: "succeeded" });
  const listed = await testServer.rest("GET", `/pipelines/${pipelineId}/conversations`, { key });
  expect(listed.body).toMatchObject([{ id: created.body.id, title: "one" }]);
  expect((await testServer.rest("PATCH", path, { key, body: { title: "Mine" } })).status).toBe(200);
  expect((await testServer.rest("DELETE", path, { key })).status).toBe(200);
  expect((await testServer.rest("GET", path, { key })).status).toBe(404);
});
