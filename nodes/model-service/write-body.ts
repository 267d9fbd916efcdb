import { PatchbayError } from "../../lib/errors.ts";
import type { ServiceBody, ServiceInput } from "../../lib/service/service.ts";
import type { Shape } from "../../lib/service/shape.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import { isFileRef, type Part, type ReadFile, type Written, writeMultipart } from "../http/multipart.ts";
import { formPairs, textOf } from "./write-parameters.ts";

export type Given = { input: ServiceInput; value: Json };
/** The body of a request; undefined when there is nothing to send and nothing is asked for. */
export async function writeBody(
  { contentType, encoding, isRequired }: ServiceBody,
  given: readonly Given[],
  readFile: ReadFile,
): Promise<Written | undefined> {
  const whole = given.find(({ input }) => input.in === "whole-body");
  const fields = given.filter(({ input }) => input.in === "body");
  if (!whole && fields.length === 0 && !isRequired) return undefined;
  switch (encoding) {
    case "json": {
      const value = whole
        ? await withFiles(whole.value, whole.input.shape, readFile)
        : await asObject(fields, readFile);
      return { body: stringifyJson(value), contentType };
    }
    case "urlencoded": {
      const pairs = whole ? pairsOfWhole(whole.value) : fields.flatMap(({ input, value }) => formPairs(input, value));
      return { body: new URLSearchParams(pairs).toString(), contentType };
    }
    case "multipart":
      return await writeMultipart(formParts(whole ? partsOfWhole(whole) : fields), readFile);
    case "text":
      return { body: textOf(whole?.value ?? ""), contentType };
    case "binary":
      return await asBytes(whole?.value ?? null, contentType, readFile);
  }
}

async function asObject(fields: readonly Given[], readFile: ReadFile): Promise<Json> {
  const entries = fields.map(
    async ({ input, value }) => [input.key, await withFiles(value, input.shape, readFile)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Inside of JSON a file is its base64 text. */
async function withFiles(value: Json, shape: Shape, readFile: ReadFile): Promise<Json> {
  if (shape.kind === "file")
    return isFileRef(value) ? Buffer.from((await readFile(value.id)).data).toString("base64") : value;
  const variants = shape.variants?.map((variant) => variant.shape) ?? [];
  const file = variants.find(({ kind }) => kind === "file");
  if (file && isFileRef(value)) return await withFiles(value, file, readFile);
  const item = shape.item ?? variants.find((each) => each.item)?.item;
  const fields = [...(shape.fields ?? []), ...variants.flatMap((each) => each.fields ?? [])];
  if (Array.isArray(value))
    return item ? await Promise.all(value.map((each) => withFiles(each, item, readFile))) : value;
  if (typeof value !== "object" || value === null) return value;
  const shapes = new Map(fields.map((field) => [field.name, field.shape]));
  const entries = Object.entries(value).map(async ([key, each]) => {
    const inner = shapes.get(key) ?? item;
    return [key, inner ? await withFiles(each, inner, readFile) : each] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function pairsOfWhole(value: Json): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => formPairs({ key, style: "form", explode: true }, inner));
}

function partsOfWhole({ input, value }: Given): Given[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, inner]) => ({
    input: { ...input, key, shape: { kind: "any" } },
    value: inner,
  }));
}

function formParts(fields: readonly Given[]): Part[] {
  return fields.flatMap(({ input, value }) => {
    const isFile = input.shape.kind === "file" || input.shape.item?.kind === "file";
    const values = Array.isArray(value) && input.shape.kind !== "any" ? value : [value];
    return values.map((item) => ({ name: input.key, value: item, contentType: input.contentType, isFile }));
  });
}

async function asBytes(value: Json, contentType: string, readFile: ReadFile): Promise<Written> {
  if (isFileRef(value)) {
    const { file, data } = await readFile(value.id);
    const isOpen = contentType === "application/octet-stream" && file.mime !== "";
    return { body: new Uint8Array(data), contentType: isOpen ? file.mime : contentType };
  }
  if (typeof value === "string") return { body: value, contentType };
  throw new PatchbayError("bad_input", "The body of this operation is a file. Connect a file, or text.");
}
