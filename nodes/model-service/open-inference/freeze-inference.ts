import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpFetch } from "../../../lib/http.ts";
import type { ServiceInput, ServiceOperation } from "../../../lib/service/service.ts";
import type { Shape } from "../../../lib/service/shape.ts";
import type { Json } from "../../../lib/values/json.ts";
import { fixedOutputs } from "../freeze-operation.ts";
import { fieldsOf, getJson, type InferenceServer, textOf } from "./read-server.ts";
import { kindOfTensor, lengthOf, shapeOfTensor, type Tensor } from "./tensors.ts";

type Options = { id: string; fetch: HttpFetch; signal: AbortSignal };

/** The inputs and outputs of a model, from its metadata. A model that names none takes and gives whole requests. */
export async function freezeInference({ base }: InferenceServer, options: Options): Promise<ServiceOperation> {
  const path = options.id.replace(/^INFER /, "");
  const metadata = await getJson(`${base}${path}`, options);
  const { name, inputs, outputs, platform } = fieldsOf(metadata);
  if (textOf(name) === undefined) {
    throw new PatchbayError(
      "bad_input",
      `${new URL(base).host} says nothing about ${path}. Check the model's name, and that the model is loaded.`,
    );
  }
  const [takes, gives] = [tensorsOf(inputs), tensorsOf(outputs)];
  return {
    id: options.id,
    method: "INFER",
    path,
    summary: textOf(name) ?? path,
    description: textOf(platform) ?? "",
    inputs: takes.length > 0 ? takes.map(inputOf) : [wholeInput],
    outputs: gives.map((tensor) => ({
      name: portName(tensor.name),
      key: tensor.name,
      kind: kindOfTensor(tensor),
      title: tensor.name,
      datatype: tensor.datatype,
      dims: tensor.dims,
    })),
    accept: "application/json",
  };
}

const wholeShape: Shape = {
  kind: "any",
  title: "Inputs",
  description: "The list “inputs” of the request: objects with name, shape, datatype and data.",
};
const wholeInput: ServiceInput = {
  ...{ name: "inputs", key: "inputs", in: "whole-body", isRequired: true, shape: wholeShape },
  ...{ style: "json", explode: false },
};

function inputOf(tensor: Tensor): ServiceInput {
  return {
    name: portName(tensor.name),
    key: tensor.name,
    in: "tensor",
    isRequired: true,
    shape: shapeOfTensor(tensor),
    style: "json",
    explode: false,
    datatype: tensor.datatype,
    dims: tensor.dims,
  };
}

/** Outputs of every node come first. */
function portName(name: string): string {
  return fixedOutputs.includes(name) ? `${name}_tensor` : name.slice(0, 64);
}

function tensorsOf(list: Json | undefined): Tensor[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, 100).flatMap((each) => {
    const { name, datatype, shape } = fieldsOf(each);
    if (typeof name !== "string" || typeof datatype !== "string") return [];
    // MLServer writes null for a length that is not fixed, the protocol -1.
    const dims = Array.isArray(shape) ? shape.map((length) => lengthOf(length) ?? -1) : [];
    return [{ name, datatype: datatype.toUpperCase(), dims }];
  });
}
