import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { loopbackFetch, runNode } from "../../../tests/helpers/node.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { json } from "../../../tests/helpers/peers/openapi-peer.ts";
import { pickOperation } from "../../../tests/helpers/service.ts";
import { modelService } from "../../types/model/model-service.ts";
import { readService } from "../read-service.ts";
import { fromTensor, toTensor } from "./tensors.ts";

type Tensors = { [key: string]: Json }[];
type Given = { inputs?: Tensors | null; outputs?: Tensors; answer?: Tensors; isReady?: boolean; index?: Json };

/** A server written from the published protocol: metadata, readiness, inference. */
function inferenceServer({ inputs = [], outputs = [], answer = [], isReady = true, index }: Given) {
  return httpPeer(({ path }, response) => {
    if (path === "/v2") return json(response, { name: "triton", version: "2.60", extensions: ["classification"] });
    if (path === "/v2/repository/index" && index !== undefined) return json(response, index);
    if (path === "/v2/models/m") return json(response, { name: "m", platform: "onnx", inputs, outputs });
    if (path === "/v2/models/m/ready") return void response.writeHead(isReady ? 200 : 400).end();
    if (path !== "/v2/models/m/infer") return void response.writeHead(404).end();
    if (!isReady) return void response.writeHead(400).end();
    json(response, { model_name: "m", outputs: answer });
  });
}

test("models are listed where the server lists them; else the address names one", async () => {
  const signal = AbortSignal.timeout(60_000);
  await using listing = await inferenceServer({ index: [{ name: "m", state: "READY" }, { name: "a b" }] });
  const found = await readService({ address: listing.url, fetch: loopbackFetch, signal });
  expect(found.operations.map(({ id }) => id)).toEqual(["INFER /v2/models/m", "INFER /v2/models/a%20b"]);
  await using silent = await inferenceServer({});
  const none = await readService({ address: silent.url, fetch: loopbackFetch, signal });
  expect(none).toMatchObject({ operations: [], note: expect.stringContaining("/v2/models/NAME") });
  const named = await readService({ address: `${silent.url}/v2/models/m/versions/3`, fetch: loopbackFetch, signal });
  expect(named.operations.map(({ path }) => path)).toEqual(["/v2/models/m/versions/3"]);
});

test("tensors are readable values in and out, each with its shape and datatype", async () => {
  const inputs = [
    { name: "x", datatype: "FP32", shape: [-1, 2] },
    { name: "on", datatype: "BOOL", shape: [1] },
  ];
  const outputs = [{ name: "y", datatype: "INT64", shape: [-1, 2] }];
  const answer = [{ name: "y", datatype: "INT64", shape: [1, 2], data: [7615917337495251231n, 2] }];
  await using peer = await inferenceServer({ inputs, outputs, answer });
  const service = await pickOperation(`${peer.url}/v2/models/m`, "INFER /v2/models/m");
  expect(service.effect).toBe("costly");
  const ran = await runNode(modelService, {
    config: { service },
    inputs: { x: ["1", 2.5], on: "true" },
    key: "step-1",
  });
  expect(ran.outputs).toMatchObject({ y: [7615917337495251231n, 2], status: 200 });
  expect(peer.requests.at(-1)?.body).toEqual({
    id: "step-1",
    inputs: [
      { name: "x", shape: [1, 2], datatype: "FP32", data: [1, 2.5] },
      { name: "on", shape: [1], datatype: "BOOL", data: [true] },
    ],
  });
});

test("a model without metadata takes the request's own inputs", async () => {
  await using peer = await inferenceServer({
    inputs: null,
    answer: [{ name: "y", shape: [1], datatype: "FP32", data: [1] }],
  });
  const service = await pickOperation(`${peer.url}/v2/models/m`, "INFER /v2/models/m");
  const tensors = [{ name: "x", shape: [1], datatype: "FP32", data: [1] }];
  await runNode(modelService, { config: { service }, inputs: { inputs: tensors } });
  expect(peer.requests.at(-1)?.body).toMatchObject({ inputs: tensors });
});

test("a model that is not ready is said to be so, and may be tried again", async () => {
  await using peer = await inferenceServer({ inputs: [{ name: "x", datatype: "FP32", shape: [1] }], isReady: false });
  const service = await pickOperation(`${peer.url}/v2/models/m`, "INFER /v2/models/m");
  await expect(runNode(modelService, { config: { service }, inputs: { x: 1 } })).rejects.toMatchObject({
    canRetry: true,
    userMessage: expect.stringContaining("“m” of triton is not ready"),
  });
});

test.each([
  [[[1, 2], [3]], { name: "x", datatype: "FP32", dims: [-1, -1] }, "uneven"],
  [[[1, 2, 3]], { name: "x", datatype: "FP32", dims: [-1, 2] }, "any × 2"],
  [["no number"], { name: "x", datatype: "INT32", dims: [-1] }, "takes INT32 values"],
  [[0.5], { name: "x", datatype: "UINT8", dims: [-1] }, "takes UINT8 values"],
  [[[[1]]], { name: "x", datatype: "FP32", dims: [-1] }, "lengths any"],
] as const)("%j does not fit %j", (value, tensor, message) => {
  const given: Json = JSON.parse(JSON.stringify(value));
  expect(() => toTensor(given, { ...tensor, dims: [...tensor.dims] })).toThrow(message);
});

test("an answer's data may come flat or nested", () => {
  const flat = { shape: [2, 2], data: [1, 2, 3, 4] };
  const nested = {
    shape: [2, 2],
    data: [
      [1, 2],
      [3, 4],
    ],
  };
  for (const tensor of [flat, nested])
    expect(fromTensor(tensor, { isWrapped: false })).toEqual([
      [1, 2],
      [3, 4],
    ]);
  expect(fromTensor({ shape: [1, 1], data: ["a"] }, { isWrapped: true })).toBe("a");
  expect(fromTensor({ shape: [1], data: [1] }, { isWrapped: true })).toBe(1);
});

test.each([[[4_000_000_000, 0]], [[-1]], [[0.5, 2]], [[2, -1, -1]]])(
  "a shape of %j makes no lists of its own",
  (shape) => {
    expect(fromTensor({ shape, data: [] }, { isWrapped: false })).toEqual([]);
  },
);

test("lengths as texts, a value without lengths, and models with several versions", async () => {
  const inputs = [{ name: "x", datatype: "FP32", shape: ["-1", "2"] }];
  const outputs = [
    { name: "y", datatype: "FP32", shape: ["-1", "2"] },
    { name: "z", datatype: "FP32", shape: [] },
  ];
  const answer = [
    { name: "y", datatype: "FP32", shape: ["1", "2"], data: [3, 4] },
    { name: "z", datatype: "FP32", shape: [], data: 5 },
  ];
  const index = [
    { name: "m", version: "1", state: "READY" },
    { name: "m", version: "2", state: "READY" },
  ];
  await using peer = await inferenceServer({ inputs, outputs, answer: answer as Tensors, index });
  const signal = AbortSignal.timeout(60_000);
  const found = await readService({ address: peer.url, fetch: loopbackFetch, signal });
  expect(found.operations.map(({ id }) => id)).toEqual(["INFER /v2/models/m"]);
  const service = await pickOperation(`${peer.url}/v2/models/m`, "INFER /v2/models/m");
  const ran = await runNode(modelService, { config: { service }, inputs: { x: [1, 2] } });
  expect(ran.outputs).toMatchObject({ y: [3, 4], z: 5 });
  expect(peer.requests.at(-1)?.body).toMatchObject({ inputs: [{ shape: [1, 2], data: [1, 2] }] });
});
