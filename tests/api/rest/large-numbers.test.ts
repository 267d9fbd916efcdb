import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exactTransformer as transformer } from "../../../lib/values/trpc-json.ts";
import type { AppRouter } from "../../../server/api/router.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

/** It would become 7615917337495251000 on its way through JavaScript's numbers. */
const id = "7615917337495251231";
const json = "application/json";

let testServer: TestServer;
let ada: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Sends and gives text: no number of it is read on the way. */
async function call(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${testServer.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ada.key}`,
      ...(body === undefined ? {} : { "content-type": json }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

async function pipelineOf(graph: object): Promise<string> {
  const { text } = await call("POST", "/pipelines", JSON.stringify({ name: "Ids", graph }));
  return JSON.parse(text).id;
}

const edge = (id: string, from: string, to: string) => {
  const [fromNode, fromPort] = from.split(".");
  const [toNode, toPort] = to.split(".");
  return { id, from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } };
};

const fields = (...names: [name: string, kind: string][]) => ({
  fields: names.map(([name, kind]) => ({ name, kind })),
});

const passOn = {
  nodes: {
    in: { type: "input", version: 1, config: fields(["v", "json"]) },
    pick: { type: "transform", version: 1, config: { expression: '{ "id": id, "next": id + 1, "rest": $ }' } },
    text: { type: "template", version: 1, config: { template: "Order {{ v.id }} of {{ v }}" } },
    test: {
      type: "condition",
      version: 1,
      config: { expression: "id", test: "is greater than", to: "7615917337495251230" },
    },
    out: { type: "output", version: 1, config: fields(["picked", "json"], ["said", "text"], ["passed", "json"]) },
  },
  edges: [
    edge("a", "in.v", "pick.value"),
    edge("b", "in.v", "text.v"),
    edge("c", "in.v", "test.value"),
    edge("d", "pick.result", "out.picked"),
    edge("e", "text.text", "out.said"),
    edge("f", "test.then", "out.passed"),
  ],
};

test("an id of nineteen digits goes through a pipeline, its history, its events and the pages with the same digits", async () => {
  const pipeline = await pipelineOf(passOn);
  const body = `{"inputs":{"v":{"id":${id}}}}`;
  const key = { "idempotency-key": "order-1" };
  const run = await call("POST", `/pipelines/${pipeline}/runs?wait=60&steps=true`, body, key);
  const output = `"output":{"picked":{"id":${id},"next":7615917337495251232,"rest":{"id":${id}}},"said":"Order ${id} of {\\"id\\":${id}}","passed":{"id":${id}}}`;
  expect(run.text).toContain(output);
  const { id: runId } = JSON.parse(run.text);

  const read = await call("GET", `/runs/${runId}`);
  expect(read.text).toContain(output);
  expect(read.text).toContain(`"input":{"v":{"id":${id}}}`);
  expect(read.text).not.toContain("7615917337495251000");
  const events = await call("GET", `/runs/${runId}/events`, undefined, { accept: "text/event-stream" });
  expect(events.text).toContain(id);
  expect(events.text).not.toContain("7615917337495251000");

  // The same key with the same id is the same run; with the id beside it, it is another run.
  expect(JSON.parse((await call("POST", `/pipelines/${pipeline}/runs?wait=60`, body, key)).text).id).toBe(runId);
  const other = await call("POST", `/pipelines/${pipeline}/runs`, body.replace(id, "7615917337495251232"), key);
  expect(other).toMatchObject({ status: 409, text: expect.stringContaining("has other inputs") });

  const client = await pages();
  const shown = await client.runs.get.query({ id: runId });
  expect(shown.input).toEqual({ v: { id: BigInt(id) } });
  expect(shown.output).toMatchObject({ picked: { id: BigInt(id) } });
});

test("a visitor of a share link and a page that watches a run get it with the same digits", async () => {
  const pipeline = await pipelineOf(passOn);
  const client = await pages();
  await client.pipelines.publish.mutate({ id: pipeline });
  const { url } = await client.share.create.mutate({ pipelineId: pipeline, versionNumber: 1, canRun: true });
  const token = url.split("/").at(-1) ?? "";
  const inputs = { v: { id: BigInt(id) } };
  const { runId } = await client.share.run.mutate({ token, inputs });
  for (const [path, input] of [
    ["share.runEvents", { token, runId }],
    ["runs.events", { id: runId }],
  ] as const) {
    const asked = `${testServer.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
    const cookie = await testServer.cookieOf(ada.email);
    const text = await (await fetch(asked, { headers: { cookie } })).text();
    const events = [...text.matchAll(/^data: (\{.+)$/gm)].map(([, data = ""]) =>
      transformer.deserialize(JSON.parse(data)),
    );
    const ended = events.find((event) => JSON.stringify(event, digits).includes('"run.succeeded"'));
    expect(ended, path).toMatchObject({ data: { output: { picked: { id: BigInt(id) } } } });
    expect(text).not.toContain("7615917337495251000");
  }
  expect(await client.share.getRun.query({ token, runId })).toMatchObject({
    input: inputs,
    output: { picked: { id: BigInt(id), next: BigInt(id) + 1n } },
  });
});
const digits = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

test("the run form sends it, also beside what the pages use themselves to send it", async () => {
  const pipeline = await pipelineOf(passOn);
  const client = await pages();
  const v = { id: BigInt(id), exactJson: "{}" };
  const { id: runId } = await client.runs.start.mutate({ pipelineId: pipeline, inputs: { v } });
  await expect.poll(async () => (await client.runs.get.query({ id: runId })).status).toBe("succeeded");
  expect((await client.runs.get.query({ id: runId })).output).toMatchObject({ picked: { rest: v } });
  for (const text of ['{"pipelineId":"x","inputs":{"__proto__":1}}', "{", `{"inputs":{"a":"\\u0000"}}`]) {
    const refused = await fetch(`${testServer.url}/api/trpc/runs.start`, {
      method: "POST",
      headers: { cookie: await testServer.cookieOf(ada.email), origin: testServer.url, "content-type": json },
      body: JSON.stringify({ exactJson: text }),
    });
    expect(refused.status, text).toBe(400);
  }
});

test("a value over 64 kB keeps it, in its output and as a blob", async () => {
  const pipeline = await pipelineOf({
    nodes: {
      in: { type: "input", version: 1, config: fields(["v", "json"]) },
      out: { type: "output", version: 1, config: fields(["r", "json"]) },
    },
    edges: [edge("a", "in.v", "out.r")],
  });
  const large = `[${id},"${"word ".repeat(14_000)}"]`;
  const run = await call("POST", `/pipelines/${pipeline}/runs?wait=60&steps=true`, `{"inputs":{"v":${large}}}`);
  expect(run.text).toContain(`"output":{"r":${large}}`);
  const { id: runId, steps } = JSON.parse(run.text);
  const { $blob } = steps.find((step: { nodeId: string }) => step.nodeId === "out").input.r;
  expect((await call("GET", `/runs/${runId}/blobs/${$blob}`)).text).toContain(large);
});

test("Map and Sub-pipeline hand it to their bodies and back, also in child runs", async () => {
  const inputs = [{ name: "item", kind: "number" }];
  const outputs = [{ name: "r", kind: "json" }];
  const body = await pipelineOf({
    nodes: {
      in: { type: "input", version: 1, config: { fields: inputs } },
      out: { type: "output", version: 1, config: { fields: outputs } },
    },
    edges: [edge("a", "in.item", "out.r")],
  });
  const pipeline = { id: body, version: null, name: "Ids", inputs, outputs };
  const outer = await pipelineOf({
    nodes: {
      in: { type: "input", version: 1, config: fields(["items", "json"], ["one", "number"]) },
      map: { type: "map", version: 1, config: { pipeline, spread: 1, batch: 1 } },
      sub: { type: "sub-pipeline", version: 1, config: { pipeline } },
      out: { type: "output", version: 1, config: fields(["all", "json"], ["one", "json"]) },
    },
    edges: [
      edge("a", "in.items", "map.items"),
      edge("b", "in.one", "sub.item"),
      edge("c", "map.results", "out.all"),
      edge("d", "sub.r", "out.one"),
    ],
  });
  const items = `[${id},"7615917337495251232",3]`;
  const { text } = await call(
    "POST",
    `/pipelines/${outer}/runs?wait=60`,
    `{"inputs":{"items":${items},"one":"${id}"}}`,
  );
  expect(text).toContain(`"output":{"all":[${id},7615917337495251232,3],"one":${id}}`);
});

test("a graph takes it as text only, and says so", async () => {
  const { text, status } = await call(
    "POST",
    "/pipelines",
    `{"name":"Ids","graph":{"nodes":{"a":{"type":"merge","version":1,"config":{"x":[${id}]}}}}}`,
  );
  expect(status).toBe(400);
  expect(text).toContain(`The number ${id} has more digits than a setting can keep. Write it as text, in quotes.`);
});

async function pages() {
  const cookie = await testServer.cookieOf(ada.email);
  const headers = () => ({ cookie, origin: testServer.url });
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${testServer.url}/api/trpc`, headers, transformer })],
  });
}
