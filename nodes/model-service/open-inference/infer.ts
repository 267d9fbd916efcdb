/** One inference over REST, in the protocol's JSON form. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpResponse } from "../../../lib/http.ts";
import { serverUrl } from "../../../lib/service/service.ts";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { serviceFailure } from "../../http/service-failure.ts";
import type { Answer, ServiceCall } from "../call-service.ts";
import type { Given } from "../write-body.ts";
import { fieldsOf } from "./read-server.ts";
import { fromTensor, lengthOf, type Tensor, toTensor } from "./tensors.ts";

export type Inference = Pick<Answer, "status" | "value"> & { tensors: Map<string, Json> };

export async function infer(call: ServiceCall, given: readonly Given[]): Promise<Inference> {
  const { service, operation, fetch, signal, idempotencyKey } = call;
  const url = `${serverUrl(service)}${operation.path}`;
  const { inputs, isWrapped } = tensorsOf(given);
  const response = await fetch(`${url}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: stringifyJson({ id: idempotencyKey, inputs }),
    signal,
  });
  if (response.status >= 400) throw await failureOf(call, response, url);
  const value = parsed(response, operation.summary);
  const outputs = fieldsOf(value).outputs;
  if (!Array.isArray(outputs)) throw notInference(operation.summary);
  return { status: response.status, value, tensors: new Map(outputs.flatMap((each) => outputOf(each, isWrapped))) };
}

function tensorsOf(given: readonly Given[]): { inputs: Json; isWrapped: boolean } {
  const whole = given.find(({ input }) => input.in === "whole-body");
  if (whole) return { inputs: whole.value, isWrapped: false };
  const made = given.map(({ input, value }) => {
    const tensor: Tensor = { name: input.key, datatype: input.datatype ?? "BYTES", dims: input.dims ?? [] };
    const { shape, data, isWrapped } = toTensor(value, tensor);
    return { isWrapped, json: { name: input.key, shape, datatype: tensor.datatype, data } };
  });
  return { inputs: made.map(({ json }) => json), isWrapped: made.length > 0 && made.every((each) => each.isWrapped) };
}

function outputOf(output: Json, isWrapped: boolean): [string, Json][] {
  const { name, shape, data: given } = fieldsOf(output);
  if (typeof name !== "string" || given === undefined) return [];
  const data = Array.isArray(given) ? given : [given];
  const lengths = Array.isArray(shape) ? shape.flatMap((length) => lengthOf(length) ?? []) : [data.length];
  return [[name, fromTensor({ shape: lengths, data }, { isWrapped })]];
}

/** A model that is being loaded refuses in many ways; whether it is ready can be asked. */
async function failureOf(call: ServiceCall, response: HttpResponse, url: string): Promise<PatchbayError> {
  const { service, operation, fetch, signal } = call;
  const isReady = await fetch(`${url}/ready`, { signal }).then(
    ({ status }) => status < 400,
    () => true,
  );
  if (!isReady && response.status !== 401 && response.status !== 403) {
    const words = `The model “${operation.summary}” of ${service.title || new URL(url).host} is not ready. Load it on the server, or try again when it has loaded.`;
    return new PatchbayError("provider_busy", words);
  }
  return serviceFailure({ title: `The model “${operation.summary}”`, retryOn: service.retryOn }, response);
}

function parsed({ body }: HttpResponse, model: string): Json {
  try {
    return parseJson(body);
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    throw notInference(model);
  }
}

function notInference(model: string): PatchbayError {
  return new PatchbayError(
    "provider_refused",
    `What the model “${model}” answered is not an inference response: it has no “outputs” as JSON.`,
  );
}
