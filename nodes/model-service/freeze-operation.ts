/** One operation of an OpenAPI document, read once and for all: its inputs, its body and its outputs. */
import { PatchbayError } from "../../lib/errors.ts";
import type { ServiceBody, ServiceInput, ServiceOperation } from "../../lib/service/service.ts";
import { kindOfShape, type Shape } from "../../lib/service/shape.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { type FoundOperation, operationId, operationsOf } from "./list-operations.ts";
import { isTree, listAt, type OpenApi, own, resolve, type Tree, textAt, treeAt } from "./openapi-document.ts";
import { answerShapeOf, freshBudget, shapeOf } from "./shape-of.ts";

type Budget = ReturnType<typeof freshBudget>;
type Reading = { root: Tree; names: Set<string>; budget: Budget };
type Body = { body: ServiceBody; inputs: ServiceInput[] };

/** A document may have any number of them. */
const mostInputs = 300;
/** A header of this name takes a key that is the same for each try of a step. */
const keyHeaders = /^(x-)?(idempotency|request-id|idempotence)(-?key)?$/i;
/** Headers that the client, the credential and the body set. */
const ownHeaders = /^(accept|content-type|content-length|host|authorization|cookie|connection)$/i;

/** Throws `not_found` when the document has no such operation. */
export function freezeOperation(document: OpenApi, id: string): ServiceOperation {
  const found = operationsOf(document).find((each) => operationId(each) === id);
  if (!found) {
    throw new PatchbayError("not_found", `The document has no operation ${id}. Read it again and choose another one.`);
  }
  const reading: Reading = { root: document.root, names: new Set(), budget: freshBudget() };
  const parameters = parametersOf(found, document.root);
  const keyHeader = parameters.find((each) => textAt(each, "in") === "header" && keyHeaders.test(nameOf(each)));
  const inputs = parameters.filter((each) => each !== keyHeader).flatMap((each) => parameterOf(each, reading) ?? []);
  const body = bodyOf(found, reading);
  const { summary = "", description = "" } = {
    summary: textAt(found.operation, "summary"),
    description: textAt(found.operation, "description"),
  };
  return {
    id,
    method: found.method,
    path: found.path,
    summary: summary.slice(0, 200),
    description: description.slice(0, 1000),
    ...(keyHeader ? { keyHeader: nameOf(keyHeader) } : {}),
    inputs: [...inputs, ...(body?.inputs ?? [])].slice(0, mostInputs),
    ...(body ? { body: body.body } : {}),
    ...answerOf(found, reading),
  };
}

function nameOf(parameter: Tree): string {
  return textAt(parameter, "name") ?? "";
}

/** Those of the path and of the operation; the latter count when both have one. */
function parametersOf({ item, operation }: FoundOperation, root: Tree): Tree[] {
  const all = [...listAt(item, "parameters"), ...listAt(operation, "parameters")].map((each) => resolve(root, each));
  const byPlace = new Map(all.map((each) => [`${textAt(each, "in")} ${nameOf(each)}`, each]));
  return [...byPlace.values()].filter((each) => nameOf(each) !== "").slice(0, mostInputs);
}

const defaultStyles = { path: "simple", query: "form", header: "simple", cookie: "form" } as const;
const knownStyles = ["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"] as const;

function parameterOf(parameter: Tree, reading: Reading): ServiceInput | undefined {
  const place = textAt(parameter, "in");
  if (place !== "path" && place !== "query" && place !== "header" && place !== "cookie") return undefined;
  const key = nameOf(parameter);
  if (place === "header" && ownHeaders.test(key)) return undefined;
  const [content] = Object.values(treeAt(parameter, "content"));
  const schema =
    content === undefined ? own(parameter, "schema") : isTree(content) ? own(content, "schema") : undefined;
  const style = knownStyles.find((known) => known === textAt(parameter, "style")) ?? defaultStyles[place];
  const explode = own(parameter, "explode");
  const description = textAt(parameter, "description");
  const shape = shapeOf(reading.root, schema, reading.budget);
  return {
    name: freeName(key, place, reading.names),
    key,
    in: place,
    isRequired: place === "path" || own(parameter, "required") === true,
    shape: description === undefined ? shape : { ...shape, description: description.slice(0, 500) },
    style: content === undefined ? style : "json",
    explode: typeof explode === "boolean" ? explode : style === "form",
    ...(own(parameter, "allowReserved") === true ? { allowReserved: true } : {}),
  };
}

/** A port's name of at most 64 characters, which no other input of the operation has. */
function freeName(key: string, place: string, names: Set<string>): string {
  const base = key.slice(0, 60);
  const isFree = (each: string) => each !== "" && !names.has(each);
  let name = [base, `${place}_${base}`.slice(0, 62)].find(isFree);
  for (let count = 2; name === undefined; count += 1) name = [`${base}_${count}`].find(isFree);
  names.add(name);
  return name;
}

/** By preference: what a form can fill in, then what a file or a text can be sent as. */
const encodings: readonly (readonly [RegExp, ServiceBody["encoding"]])[] = [
  [/^application\/(.+\+)?json\b/i, "json"],
  [/^multipart\/form-data\b/i, "multipart"],
  [/^application\/x-www-form-urlencoded\b/i, "urlencoded"],
  [/^text\//i, "text"],
  [/./, "binary"],
];

function bodyOf({ operation }: FoundOperation, reading: Reading): Body | undefined {
  const request = resolve(reading.root, own(operation, "requestBody"));
  const contents = Object.entries(treeAt(request, "content"));
  for (const [pattern, encoding] of encodings) {
    const found = contents.find(([type]) => pattern.test(type));
    if (!found) continue;
    const [written, media] = found;
    const isRequired = own(request, "required") === true;
    const tree = isTree(media) ? media : {};
    const told = { contentType: written, encoding };
    const body = written.includes("*") ? ofAnyType(tree, reading) : told;
    return { body: { ...body, isRequired }, inputs: bodyInputs(tree, { ...body, isRequired }, reading) };
  }
  return undefined;
}

/** Some documents, such as Spring's, leave the media type open: then the schema says whether it is JSON. */
function ofAnyType(media: Tree, { root }: Reading): Pick<ServiceBody, "contentType" | "encoding"> {
  const isJson = /^(object|list|variants)$/.test(shapeOf(root, own(media, "schema")).kind);
  return isJson
    ? { contentType: "application/json", encoding: "json" }
    : { contentType: "application/octet-stream", encoding: "binary" };
}

type BodyAsk = { encoding: ServiceBody["encoding"]; isRequired: boolean };

/** The fields of an object are inputs of their own; any other body is one input. */
export function bodyInputs(media: Tree, { encoding, isRequired }: BodyAsk, reading: Reading): ServiceInput[] {
  const isRaw = encoding === "text" || encoding === "binary";
  const shape: Shape = isRaw
    ? { kind: encoding === "text" ? "text" : "file", title: "Body" }
    : shapeOf(reading.root, own(media, "schema"), reading.budget);
  if (isRaw || shape.kind !== "object" || !shape.fields?.length || shape.nullable) {
    const name = freeName("body", "request", reading.names);
    return [{ name, key: "", in: "whole-body", isRequired, shape, style: "json", explode: false }];
  }
  const parts = treeAt(media, "encoding");
  return shape.fields.slice(0, mostInputs).map(({ name: key, isRequired: isNeeded, shape: field }): ServiceInput => {
    const part = treeAt(parts, key);
    const contentType = textAt(part, "contentType");
    const explode = own(part, "explode");
    return {
      name: freeName(key, "body", reading.names),
      key,
      in: "body",
      isRequired: isNeeded,
      shape: field,
      style: knownStyles.find((known) => known === textAt(part, "style")) ?? "form",
      explode: typeof explode === "boolean" ? explode : true,
      ...(contentType === undefined ? {} : { contentType }),
    };
  });
}

/** The first answer that says success. Its fields are outputs of their own. */
function answerOf({ operation }: FoundOperation, reading: Reading): Pick<ServiceOperation, "accept" | "outputs"> {
  const responses = treeAt(operation, "responses");
  const good = [...Object.keys(responses).filter((code) => /^2(\d\d|XX)$/i.test(code)), "default"];
  const all = good.map((code) => Object.entries(treeAt(resolve(reading.root, own(responses, code)), "content")));
  // Some list an answer without content, such as “nothing has changed”, before the one that has some; a default may be an error.
  const contents = all.slice(0, Math.max(1, all.length - 1)).find(({ length }) => length > 0) ?? [];
  const isJson = ([type]: [string, PlainJson]) => /^application\/(.+\+)?json\b/i.test(type);
  const json = contents.find(isJson) ?? contents.find(([type]) => /^(\*|application)\/\*/.test(type));
  const accept = (json ? [json[0]] : contents.map(([type]) => type)).join(", ") || "*/*";
  if (!json || !isTree(json[1])) return { accept, outputs: [] };
  return { accept, outputs: outputsOf(own(json[1], "schema"), reading) };
}

/** Outputs that every Model service node has. */
export const fixedOutputs: readonly string[] = ["response", "status", "cut"];

/** The fields of an answer, under names that `taken` does not have. */
export function outputsOf(
  schema: PlainJson | undefined,
  { root }: Pick<Reading, "root">,
  taken: readonly string[] = fixedOutputs,
): ServiceOperation["outputs"] {
  const shape = answerShapeOf(root, schema);
  if (shape.kind !== "object") return [];
  const names = new Set(taken);
  return (shape.fields ?? []).slice(0, 100).map(({ name: key, shape: field }) => {
    const name = freeName(key, "answer", names);
    const kind = field.nullable && kindOfShape(field) !== "json" ? "any" : kindOfShape(field);
    // A file inside JSON is its base64 text.
    return { name, key, kind: kind === "file" ? "text" : kind, ...(name === key ? {} : { title: key }) };
  });
}
