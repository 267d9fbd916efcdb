/** Dead letters over REST: looked at, edited and replayed. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let server: TestServer;
let ada: Tenant;

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.tenant("ada");
  await server.work();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: unknown) =>
  server.rest(method, path, { key: ada.key, ...(body === undefined ? {} : { body }) });

const graph = {
  nodes: {
    events: { type: "topic-trigger", version: 1, config: { topic: "orders" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "order", kind: "any" }] } },
  },
  edges: [{ id: "a", from: { node: "events", port: "value" }, to: { node: "out", port: "order" } }],
};

test("an event that cannot be read is found with the reason, is edited, and is replayed once", async () => {
  await call("POST", "/topics", { name: "orders", partitions: 1 });
  const { body: pipeline } = await call("POST", "/pipelines", { name: "Orders", graph });
  await call("POST", `/pipelines/${pipeline.id}/versions`);
  const on = await call("POST", `/pipelines/${pipeline.id}/activate`);
  expect(on).toMatchObject({ status: 200, body: { triggers: [{ state: "on", topic: { name: "orders", lag: 0 } }] } });
  const { deadTopic } = on.body.triggers[0].topic;
  await call("POST", "/topics/orders/events", [
    { key: "ada", value: '{"total": 12', headers: { source: "shop" } },
    { key: "ada", value: { total: 13 } },
  ]);
  const state = async () => (await call("GET", `/pipelines/${pipeline.id}/triggers`)).body.triggers[0];
  await expect.poll(async () => (await state()).topic).toMatchObject({ lag: 0, dead: 1 });
  expect(await state()).toMatchObject({ events: 1, error: null });

  const letters = async () => (await call("GET", `/topics/${deadTopic}/dead-letters`)).body;
  const [letter] = await letters();
  expect(letter).toMatchObject({
    key: { text: "ada" },
    value: { text: '{"total": 12', encoding: "utf-8" },
    headers: [{ name: "source", value: { text: "shop" } }],
    from: {
      topic: "orders",
      partition: 0,
      offset: 0,
      pipelineId: pipeline.id,
      nodeId: "events",
      attempts: 0,
      runId: null,
    },
    replay: null,
  });
  expect(letter.from.error).toMatch(/^The value is not valid JSON: /);

  const { partition, offset } = letter;
  const replay = async (more: object = {}) =>
    (await call("POST", `/topics/${deadTopic}/dead-letters/replay`, { letters: [{ partition, offset, ...more }] })).body
      .letters[0];
  expect(await replay()).toMatchObject({ runId: null, error: letter.from.error });
  const { runId } = await replay({ value: '{"total": 12}' });
  await expect.poll(async () => (await letters())[0].replay).toEqual({ runId, status: "succeeded" });
  const { body: run } = await call("GET", `/runs/${runId}`);
  expect(run).toMatchObject({ trigger: "topic", triggerNode: "events", output: { order: { total: 12 } } });
  expect(run.input).toMatchObject({ key: "ada", topic: "orders", offset: 0, headers: { source: "shop" } });

  const nowhere = { letters: [{ partition: 0, offset: 99 }] };
  const { body: missing } = await call("POST", `/topics/${deadTopic}/dead-letters/replay`, nowhere);
  expect(missing.letters[0].error).toMatch(/^There is no longer a dead letter at this place/);
  await call("POST", `/topics/${deadTopic}/events`, [{ value: "by hand" }]);
  expect(await letters(), "what was published by hand is not a dead letter").toHaveLength(1);
});

test("letters of bytes are edited in base64 and replayed while the pipeline is off; many are listed and replayed", async () => {
  await call("POST", "/topics", { name: "raw", partitions: 1 });
  const { body: pipeline } = await call("POST", "/pipelines", {
    name: "Raw",
    graph: { ...graph, nodes: { ...graph.nodes, events: { ...graph.nodes.events, config: { topic: "raw" } } } },
  });
  await call("POST", `/pipelines/${pipeline.id}/versions`);
  await call("POST", `/pipelines/${pipeline.id}/activate`);
  const bytes = Buffer.from([255, 0, 254]);
  const many = Array.from({ length: 240 }, () => ({ key: Buffer.from("k"), value: Buffer.from("{"), headers: [] }));
  await server.app.topics.publish(ada.workspaceId, "raw", [{ key: bytes, value: bytes, headers: [] }, ...many]);
  const state = async () => (await call("GET", `/pipelines/${pipeline.id}/triggers`)).body.triggers[0];
  await expect.poll(async () => (await state()).topic).toMatchObject({ lag: 0, dead: 241 });
  const { deadTopic } = (await state()).topic;
  await call("POST", `/pipelines/${pipeline.id}/deactivate`);
  const letters = async () => (await call("GET", `/topics/${deadTopic}/dead-letters?limit=1000`)).body;
  const found = await letters();
  expect(found).toHaveLength(241);
  const first = found.find(({ from }: { from: { offset: number } }) => from.offset === 0);
  expect(first).toMatchObject({
    key: { text: "/wD+", encoding: "base64" },
    value: { text: "/wD+", encoding: "base64" },
    from: { error: expect.stringContaining("not UTF-8") },
  });

  const replay = async (some: object[]) =>
    (await call("POST", `/topics/${deadTopic}/dead-letters/replay`, { letters: some })).body.letters;
  const place = { partition: first.partition, offset: first.offset };
  const asked = { ...place, value: Buffer.from('"ü"').toString("base64"), encoding: "base64" };
  const [refused] = await replay([{ ...asked, value: "no base64!" }]);
  expect(refused).toMatchObject({ runId: null, error: expect.stringContaining("not base64") });
  const [unread] = await replay([{ ...place, value: "{" }]);
  expect(unread).toMatchObject({ runId: null, error: expect.stringContaining("not valid JSON") });
  const [{ runId }] = await replay([asked]);
  await expect.poll(async () => (await call("GET", `/runs/${runId}`)).body).toMatchObject({ status: "succeeded" });
  const { body: run } = await call("GET", `/runs/${runId}`);
  expect(run).toMatchObject({ input: { value: "ü", key: "/wD+", offset: 0 } });

  const others = found.filter((one: { from: { offset: number } }) => one.from.offset > 0);
  for (let from = 0; from < others.length; from += 100) {
    const some = others.slice(from, from + 100);
    await replay(some.map(({ partition, offset }: typeof place) => ({ partition, offset, value: "1" })));
  }
  const succeeded = async () =>
    (await letters()).filter(({ replay: last }: { replay: { status: string } | null }) => last?.status === "succeeded");
  await expect.poll(async () => (await succeeded()).length).toBe(241);
});
