import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { Service, type ServiceOperation } from "../../../lib/service/service.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { type Json, PlainJson } from "../../../lib/values/json.ts";
import { type Call, defineNode, port, type Services } from "../../define.ts";
import { readPages } from "../../http/read-pages.ts";
import { callService, givenInputs, operationUrl, type ServiceCall } from "../../model-service/call-service.ts";
import { infer } from "../../model-service/open-inference/infer.ts";

/** `effect` is what counts while no operation is chosen; then it is the operation's own (lib/graph/effect-of.ts). */
export const modelService = defineNode({
  type: "model-service",
  version: 1,
  title: "Model service",
  summary: "Calls an operation of any server with an OpenAPI document, or a model behind the Open Inference Protocol.",
  category: "model",
  effect: "effect",
  operation: "service",
  icon: "box",
  keywords: [
    ...["rest", "openapi", "fastapi", "swagger", "predict", "inference", "http", "microservice"],
    ...["kserve", "triton", "mlserver", "mlflow", "tensor"],
  ],
  config: z.object({
    service: z.record(z.string(), PlainJson).nullable().default(null).meta({
      title: "Service",
      description: "A run reads no document: it calls the operation as it is kept here.",
      widget: "service",
    }),
  }),
  inputs: {},
  outputs: {
    response: port("any", { title: "Response", description: "The whole response: JSON as a value, text, or a file." }),
    status: port("number", { title: "Status", description: "The HTTP status, such as 200." }),
    cut: port("boolean", {
      title: "Cut off",
      description: "Whether “Maximum pages” was reached before the last page of a list; false for a single response.",
    }),
  },
  derived: [
    { from: "fields", side: "inputs", setting: "service.inputs" },
    { from: "fields", side: "outputs", setting: "service.outputs" },
  ],
  docs: {
    about:
      "The Model service node calls an operation of a server that describes itself. Enter the address of a server with an OpenAPI 3.0 or 3.1 document, as FastAPI publishes at `/openapi.json`, or of a server of the Open Inference Protocol v2, such as KServe, Triton, MLServer or MLflow. Press “Read document” and pick an operation: its parameters and the fields of its body become form fields and input ports, and the fields of its response become output ports. What arrives at a port counts before what the form holds. The operation is kept in the node, so a run reads no document; press “Read again” when the server has changed. An edge is never dropped then: a port that went away stays, marked as gone, until its edge is moved. GET, HEAD and OPTIONS, and inferences, only read; any other operation changes something, unless you say that it does not, and is repeated only where its document names a header for an idempotency key. A list is read page by page up to “Maximum pages”, and “Cut off” says whether pages were left. A status of 408, 425, 429, 500, 502, 503 or 504 may be tried again, after the server's `Retry-After`. Refusals name the field. Only public addresses are called, unless `PATCHBAY_PRIVATE_HOSTS` lists the host, and a credential is sent to its own server only.",
    example: {
      summary: "A recommender takes a reader's number from a port, and how many books from its form.",
      config: { service: exampleService() },
      inputs: { reader: 7 },
      given: "The server recommends two books to this reader, each with a score.",
      outputs: {
        response: { reader: 7, books: [{ title: "Emma", score: 4.5 }] },
        books: [{ title: "Emma", score: 4.5 }],
        status: 200,
        cut: false,
      },
    },
  },
  build:
    ({ config: { service: setting }, nodeId, services }) =>
    async (_inputs, call) => {
      const service = serviceOf(setting, nodeId);
      const { operation } = service;
      const ask = { ...toolsOf(services, call), service, operation, fetch: clientOf(service, services) };
      const given = givenInputs(ask, call.values);
      if (service.protocol === "open-inference") {
        const { value, status, tensors } = await infer(ask, given);
        return { response: value, status, cut: false, ...outputsOf(operation, (key) => tensors.get(key)) };
      }
      const pages = service.pages?.style === "none" ? undefined : service.pages;
      if (pages) {
        const address = operationUrl(service, operation, given);
        const { first, items, isCut } = await readPages({
          pages,
          first: { url: address },
          ask: ({ url }) => callService(ask, { given, at: url }),
        });
        const field = pages.items === "" ? onlyList(first.value) : pages.items;
        const outputs = outputsOf(operation, (key) => (key === field ? items : fieldOf(first.value, key)));
        return { response: items, status: first.status, cut: isCut, ...outputs };
      }
      const { value, status } = await callService(ask, { given });
      return { response: value, status, cut: false, ...outputsOf(operation, (key) => fieldOf(value, key)) };
    },
});

type Ready = Service & { operation: ServiceOperation };

function serviceOf(setting: Record<string, PlainJson> | null, nodeId: string): Ready {
  const parsed = Service.safeParse(setting);
  const operation = parsed.data?.operation;
  if (parsed.data && operation) return { ...parsed.data, operation };
  const message =
    setting === null || setting.operation === undefined
      ? "No operation is chosen. Open the node's settings, read the server's document and choose one."
      : "The operation in the settings cannot be read. Read the server's document again and choose the operation again.";
  throw new PatchbayError("bad_input", message, { nodeId, issues: [{ path: "service", message }] });
}

function clientOf({ credential }: Service, services: Services): Services["fetch"] {
  return credential === undefined || credential === "" ? services.fetch : services.fetchAs(credential);
}

function toolsOf(
  { files }: Services,
  { signal, idempotencyKey }: Call,
): Omit<ServiceCall, "service" | "operation" | "fetch"> {
  return {
    signal,
    idempotencyKey,
    readFile: (id) => files.read(id, signal),
    saveFile: (file) => files.save(file, signal),
  };
}

/** An output whose field the answer does not have is not taken. */
function outputsOf({ outputs }: ServiceOperation, find: (key: string) => Json | undefined): Record<string, Json> {
  return Object.fromEntries(
    outputs.flatMap(({ name, key }) => {
      const value = find(key);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function fieldOf(value: Json, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function onlyList(value: Json): string | undefined {
  if (!isObject(value)) return undefined;
  return Object.entries(value).find(([, inner]) => Array.isArray(inner))?.[0];
}

function exampleService(): Record<string, PlainJson> {
  return {
    protocol: "openapi",
    address: "https://books.example.com/openapi.json",
    title: "Book recommender",
    version: "1.0.0",
    servers: [{ url: "https://books.example.com" }],
    operation: {
      id: "GET /readers/{reader}/recommendations",
      method: "GET",
      path: "/readers/{reader}/recommendations",
      summary: "Recommend books",
      inputs: [
        { name: "reader", key: "reader", in: "path", isRequired: true, shape: { kind: "integer" } },
        {
          name: "count",
          key: "count",
          in: "query",
          isRequired: false,
          shape: { kind: "integer", default: 5 },
          style: "form",
        },
      ],
      outputs: [{ name: "books", key: "books", kind: "json" }],
    },
    values: { count: 1 },
    ports: ["reader"],
    inputs: [{ name: "reader", kind: "number" }],
    outputs: [{ name: "books", kind: "json" }],
    effect: "costly",
    keyed: false,
  };
}
