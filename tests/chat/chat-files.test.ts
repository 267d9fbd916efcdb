/** Files in conversations: which fields they go to, what a model remembers of them, and what becomes of them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { FileRef } from "../../lib/values/values.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { batchBench } from "../api/batches/batch-bench.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const codeOf = (thrown: unknown) => errorData(thrown).code;

async function ask(id: string, text: string) {
  const { id: turnId, runId } = await ada.api.conversations.send({ id, text });
  await expect.poll(async () => (await turnOf(id, turnId))?.status).toBe("succeeded");
  return { runId };
}

async function turnOf(id: string, turnId: string) {
  return (await ada.api.conversations.get({ id })).turns.find((turn) => turn.id === turnId);
}

async function upload(name: string, text: string): Promise<FileRef> {
  const form = new FormData();
  form.set("file", new Blob([text], { type: "text/plain" }), name);
  const headers = { authorization: `Bearer ${ada.key}` };
  const sent = await fetch(`${testServer.url}/api/v1/files`, { method: "POST", headers, body: form });
  return FileRef.parse([await sent.json()].flat()[0]);
}

async function isThere({ id }: FileRef): Promise<boolean> {
  return (await testServer.app.db.prisma.file.count({ where: { id } })) === 1;
}

test("takes files for the fields that the pipeline has, and no more", async () => {
  const fields = [
    { name: "question", kind: "text" },
    { name: "paper", kind: "file" },
  ];
  const { id: reading } = await ada.api.pipelines.create({
    name: "Reading",
    graph: {
      nodes: {
        in: { type: "input", version: 1, config: { fields } },
        say: { type: "template", version: 1, config: { template: "{{ paper.name }}: {{ question }}" } },
        out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
      },
      edges: [
        { id: "a", from: { node: "in", port: "question" }, to: { node: "say", port: "question" } },
        { id: "b", from: { node: "in", port: "paper" }, to: { node: "say", port: "paper" } },
        { id: "c", from: { node: "say", port: "text" }, to: { node: "out", port: "answer" } },
      ],
    },
  });
  const file = await upload("hello.txt", "hello");
  const { id } = await ada.api.conversations.create({ pipelineId: reading });
  expect(await ada.api.conversations.send({ id, text: "x" }).catch(codeOf)).toBe("bad_input");
  expect(await ada.api.conversations.send({ id, text: "x", files: [file, file] }).catch(codeOf)).toBe("bad_input");
  const { id: turnId } = await ada.api.conversations.send({ id, text: "What is in it?", files: [file] });
  await expect.poll(async () => (await turnOf(id, turnId))?.answer).toBe("hello.txt: What is in it?");
  expect((await turnOf(id, turnId))?.files).toEqual([file]);
});

test("keeps the files that a model was given for the questions after it, and takes its files with it", async () => {
  const fields = [
    { name: "question", kind: "text" },
    { name: "history", kind: "messages", default: [] },
    { name: "note", kind: "file", optional: true },
  ];
  const { id: noting } = await ada.api.pipelines.create({
    name: "Noting",
    graph: {
      nodes: {
        in: { type: "input", version: 1, config: { fields } },
        model: { type: "chat-model", version: 1, config: {} },
        out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
      },
      edges: [
        { id: "a", from: { node: "in", port: "question" }, to: { node: "model", port: "prompt" } },
        { id: "b", from: { node: "in", port: "history" }, to: { node: "model", port: "history" } },
        { id: "c", from: { node: "in", port: "note" }, to: { node: "model", port: "files" } },
        { id: "d", from: { node: "model", port: "reply" }, to: { node: "out", port: "answer" } },
      ],
    },
  });
  const file = await upload("note.txt", "The code of the door is 7.");
  const { id } = await ada.api.conversations.create({ pipelineId: noting });
  const { id: first } = await ada.api.conversations.send({ id, text: "What is the code?", files: [file] });
  await expect.poll(async () => (await turnOf(id, first))?.answer).toBe("The code of the door is 7.");
  const { runId } = await ask(id, "Thanks, what else?");
  const { input } = await ada.api.runs.get({ id: runId });
  expect(input).toMatchObject({ history: [{ role: "user", files: [file] }, { role: "assistant" }] });

  const { id: other } = await ada.api.conversations.create({ pipelineId: noting });
  const both = await ada.api.conversations.send({ id: other, text: "And here?", files: [file] });
  await expect.poll(async () => (await turnOf(other, both.id))?.status).toBe("succeeded");
  await ada.api.conversations.delete({ id });
  expect(await isThere(file), "another conversation has it").toBe(true);
  await ada.api.conversations.delete({ id: other });
  expect(await isThere(file)).toBe(false);
});

test("deletes the files of its conversations with a pipeline, and none that is used elsewhere", async () => {
  const fields = [
    { name: "question", kind: "text" },
    { name: "note", kind: "file", optional: true },
  ];
  const nodes = {
    in: { type: "input", version: 1, config: { fields } },
    say: { type: "template", version: 1, config: { template: "{{ question }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  };
  const edges = [
    { id: "a", from: { node: "in", port: "question" }, to: { node: "say", port: "question" } },
    { id: "b", from: { node: "say", port: "text" }, to: { node: "out", port: "answer" } },
  ];
  const { id: asked } = await ada.api.pipelines.create({ name: "Asked", graph: { nodes, edges } });
  const send = async (file: FileRef) => {
    const { id } = await ada.api.conversations.create({ pipelineId: asked });
    const { id: turnId } = await ada.api.conversations.send({ id, text: "x", files: [file] });
    await expect.poll(async () => (await turnOf(id, turnId))?.status).toBe("succeeded");
    return id;
  };
  const [own, pinned, rows, waited] = await Promise.all([
    upload("own.txt", "own"),
    upload("pinned.txt", "pinned"),
    upload("rows.csv", "question\nx"),
    upload("waited.txt", "waited"),
  ]);
  const node = { ...nodes.in, pinned: { question: "x", note: pinned } };
  await ada.api.pipelines.create({ name: "Pins", graph: { nodes: { ...nodes, in: node }, edges } });
  const bench = batchBench(testServer, ada);
  const batched = await bench.pipelineOf({ nodes, edges });
  await bench.start(batched, { file: rows.id });
  const waiting = { in: nodes.in, ask: { type: "approval", version: 1, config: {} }, out: nodes.out };
  const asks = [
    { id: "a", from: { node: "in", port: "question" }, to: { node: "ask", port: "value" } },
    { id: "b", from: { node: "ask", port: "approved" }, to: { node: "out", port: "answer" } },
  ];
  const { id: held } = await ada.api.pipelines.create({ name: "Held", graph: { nodes: waiting, edges: asks } });
  await ada.api.runs.start({ pipelineId: held, inputs: { question: "x", note: waited } });

  for (const file of [pinned, rows, waited]) {
    const id = await send(file);
    await ada.api.conversations.delete({ id });
    expect(await isThere(file), file.name).toBe(true);
  }
  await send(rows);
  await ada.api.pipelines.delete({ id: batched });
  expect(await isThere(rows), "a conversation has it").toBe(true);

  // Both go at once.
  await send(own);
  await send(own);
  await ada.api.pipelines.delete({ id: asked });
  expect(await isThere(own)).toBe(false);
  expect(await isThere(rows)).toBe(false);
});
