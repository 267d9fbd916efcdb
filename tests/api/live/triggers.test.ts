/** Switching pipelines on and off over REST, and what is told of their triggers. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;
let ada: Tenant;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

/** Schedule → template → output. */
const clock = (config: object, second?: object) => ({
  nodes: {
    clock: { type: "schedule", version: 1, title: "Every morning", config },
    ...(second ? { other: { type: "schedule", version: 1, config: second } } : {}),
    say: { type: "template", version: 1, config: { template: "At {{ time }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "text", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "clock", port: "time" }, to: { node: "say", port: "time" } },
    { id: "b", from: { node: "say", port: "text" }, to: { node: "out", port: "text" } },
  ],
});

const call = (method: string, path: string, body?: unknown) =>
  testServer.rest(method, path, { key: ada.key, ...(body === undefined ? {} : { body }) });

async function pipelineOf(config: object, second?: object): Promise<string> {
  const { body } = await call("POST", "/pipelines", { name: "Clock", graph: clock(config, second) });
  return body.id;
}

test("a pipeline is published, switched on, runs by its schedule, and is switched off", async () => {
  const id = await pipelineOf({ when: "every 1 second" });
  const early = await call("POST", `/pipelines/${id}/activate`);
  expect([early.status, early.body.message]).toEqual([
    409,
    "This pipeline has no version to switch on. Publish it first.",
  ]);
  await call("POST", `/pipelines/${id}/versions`);
  const on = await call("POST", `/pipelines/${id}/activate`);
  expect(on.status).toBe(200);
  expect(on.body).toMatchObject({
    isOn: true,
    version: 1,
    triggers: [{ nodeId: "clock", title: "Every morning", state: "on" }],
  });
  expect(on.body.triggers[0].nextTimes).toHaveLength(10);
  const runs = async () => (await call("GET", `/runs?pipelineId=${id}&trigger=schedule&status=succeeded`)).body.items;
  await expect.poll(async () => (await runs()).length).toBeGreaterThan(1);
  const [run] = await runs();
  expect(run).toMatchObject({ trigger: "schedule", triggerNode: "clock", version: 1 });
  const { body: whole } = await call("GET", `/runs/${run.id}`);
  expect(whole.output).toEqual({ text: `At ${whole.input.time}` });
  const { body: triggers } = await call("GET", `/pipelines/${id}/triggers`);
  expect(triggers.triggers[0]).toMatchObject({ state: "on", error: null, lastRunId: expect.any(String) });
  expect((await ada.api.pipelines.list()).find((each) => each.id === id)?.isOn).toEqual({
    version: 1,
    hasProblem: false,
  });

  const off = await call("POST", `/pipelines/${id}/deactivate`);
  expect(off.body).toMatchObject({ isOn: false, version: null, triggers: [{ nodeId: "clock", state: "off" }] });
  expect((await ada.api.pipelines.list()).find((each) => each.id === id)).not.toHaveProperty("isOn");
});

test("the draft runs from a trigger with its test event, or with an event of one's own", async () => {
  const testEvent = { time: "2027-05-01T10:00:00.000Z" };
  const id = await pipelineOf({ testEvent });
  const outputOf = async (body: object) => {
    const answer = await call("POST", `/pipelines/${id}/runs?wait=60`, { version: "draft", ...body });
    return answer.body.output ?? answer.body.message;
  };
  expect(await outputOf({})).toEqual({ text: "At 2027-05-01T10:00:00.000Z" });
  expect(await outputOf({ triggerNode: "clock", inputs: { time: "noon" } })).toEqual({ text: "At noon" });
  expect(await outputOf({ triggerNode: "say" })).toBe(
    "This pipeline has no trigger “say”: it has clock (Every morning).",
  );
  expect(await outputOf({ inputs: { tyme: "noon" } })).toBe(
    "This pipeline has no input “tyme”; it takes time, localTime.",
  );
});

test("of several triggers one has to be named where there is no Input node", async () => {
  const id = await pipelineOf({}, { when: "@daily" });
  const answer = await call("POST", `/pipelines/${id}/runs`, {});
  expect([answer.status, answer.body.message]).toEqual([
    400,
    "This pipeline has several triggers and no Input node. Say in triggerNode which one: it has clock (Every morning), other (Schedule).",
  ]);
});

test("a run of a trigger is resumed as one", async () => {
  const id = await pipelineOf({});
  const { body: run } = await call("POST", `/pipelines/${id}/runs?wait=60`, {
    triggerNode: "clock",
    inputs: { time: "noon" },
  });
  const resumed = await ada.api.runs.runFrom({ id: run.id, nodeId: "say" });
  await expect.poll(async () => (await ada.api.runs.get({ id: resumed.id })).status).toBe("succeeded");
  expect(await ada.api.runs.get({ id: resumed.id })).toMatchObject({
    triggerNode: "clock",
    output: { text: "At noon" },
  });
});

test("a schedule that never fires cannot be published, and its draft says so", async () => {
  const id = await pipelineOf({ when: "0 0 30 2 *" });
  const refused = await call("POST", `/pipelines/${id}/versions`);
  expect(refused.status).toBe(422);
  expect(refused.body.issues).toEqual([
    {
      path: "nodes.clock.config.when",
      message:
        "Every morning, When: This schedule never fires: no month has a day that fits. Change the day or the month.",
    },
  ]);
  const { body } = await call("GET", `/pipelines/${id}/triggers`);
  expect(body.triggers[0]).toMatchObject({ state: "off", nextTimes: [] });
});

test("a version without triggers is not switched on, and an archived pipeline is off", async () => {
  const { body: plain } = await call("POST", "/pipelines", {
    graph: { nodes: { m: { type: "merge", version: 1 } }, edges: [] },
  });
  await ada.api.pipelines.save({ id: plain.id, graph: { nodes: { in: { type: "input", version: 1 } }, edges: [] } });
  await call("POST", `/pipelines/${plain.id}/versions`);
  const refused = await call("POST", `/pipelines/${plain.id}/activate`);
  expect([refused.status, refused.body.message]).toEqual([
    409,
    "Version 1 has no triggers, so there is nothing to switch on. Add one, such as Schedule, and publish.",
  ]);
  const id = await pipelineOf({});
  await call("POST", `/pipelines/${id}/versions`);
  expect((await call("POST", `/pipelines/${id}/activate`, { version: 7 })).status).toBe(404);
  await call("POST", `/pipelines/${id}/activate`, { version: 1 });
  await ada.api.pipelines.archive({ id, archived: true });
  expect((await ada.api.pipelines.triggers({ id })).isOn).toBe(false);
  expect((await call("POST", `/pipelines/${id}/activate`)).body.message).toBe(
    "The pipeline is archived. Restore it to switch it on.",
  );
});

test("a pipeline that is on is deleted with its triggers, and a copy of it is off", async () => {
  const id = await pipelineOf({});
  await call("POST", `/pipelines/${id}/versions`);
  await call("POST", `/pipelines/${id}/activate`);
  const { body: copy } = await call("POST", `/pipelines/${id}/duplicate`);
  expect((await call("GET", `/pipelines/${copy.id}/triggers`)).body).toMatchObject({
    isOn: false,
    triggers: [{ nodeId: "clock", state: "off" }],
  });
  expect((await call("DELETE", `/pipelines/${id}`)).status).toBe(200);
  expect((await call("GET", `/pipelines/${id}/triggers`)).status).toBe(404);
});
