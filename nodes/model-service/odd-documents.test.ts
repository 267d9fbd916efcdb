/** Documents that are odd and valid by OpenAPI 3.0 and 3.1: which inputs an operation has, and which outputs. */
import { expect, test } from "vitest";
import type { PlainJson } from "../../lib/values/json.ts";
import { freezeOperation } from "./freeze-operation.ts";

const response = (schema: PlainJson, type = "application/json") => ({
  description: "",
  content: { [type]: { schema } },
});
const answer = (schema: PlainJson) => ({ 200: response(schema) });
const object = (properties: { [name: string]: PlainJson }, more = {}) => ({ type: "object", properties, ...more });
const body = (schema: PlainJson, type = "application/json") => ({ requestBody: { content: { [type]: { schema } } } });
const text = { type: "string" };
const score = object({ score: { type: "number" } });

type Tree = { [key: string]: PlainJson };
type Case = [title: string, operation: Tree, frozen: { inputs?: string[]; outputs?: string[] }, more?: Tree];

test.each<Case>([
  [
    "nothing has changed before what has",
    { responses: { 200: { description: "" }, 201: response(score) } },
    { outputs: ["score number"] },
  ],
  ["every success as one", { responses: { "2XX": response(score) } }, { outputs: ["score number"] }],
  ["a default for success", { responses: { default: response(score) } }, { outputs: ["score number"] }],
  [
    "a success without content and a default for errors",
    { responses: { 204: { description: "" }, default: response(object({ error: text })) } },
    { outputs: [] },
  ],
  [
    "an answer in a type of its own",
    { responses: { 200: response(score, "application/vnd.books.v2+json") } },
    { outputs: ["score number"] },
  ],
  [
    "an answer with a character set",
    { responses: { 200: response(score, "application/json;charset=UTF-8") } },
    { outputs: ["score number"] },
  ],
  [
    "a shared answer",
    { responses: { 200: { $ref: "#/components/responses/Score" } } },
    { outputs: ["score number"] },
    { components: { responses: { Score: response(score) } } },
  ],
  [
    "an answer that may be null",
    { responses: answer({ anyOf: [score, { type: "null" }] }) },
    { outputs: ["score number"] },
  ],
  [
    "fields named like fixed outputs",
    { responses: answer(object({ status: text, cut: text })) },
    { outputs: ["answer_status text", "answer_cut text"] },
  ],
  [
    "a field that may be null, in 3.1 and 3.0",
    { responses: answer(object({ a: { type: ["string", "null"] }, b: { type: "string", nullable: true } })) },
    { outputs: ["a any", "b any"] },
  ],
  [
    "what is written and never answered",
    { responses: answer(object({ id: text, password: { ...text, writeOnly: true } })) },
    { outputs: ["id text"] },
  ],
  [
    "a body of everything that parts have",
    body({ allOf: [{ $ref: "#/components/schemas/Base" }, object({ title: text })] }),
    { inputs: ["id body integer", "title body text"] },
    { components: { schemas: { Base: object({ id: { type: "integer" } }) } } },
  ],
  ["a body in any type", body(object({ title: text }), "*/*"), { inputs: ["title body text"] }],
  [
    "a body of texts by name",
    body({ type: "object", additionalProperties: text }),
    { inputs: ["body whole-body object"] },
  ],
  ["a body that is a list", body({ type: "array", items: text }), { inputs: ["body whole-body list"] }],
  [
    "a tuple",
    body(object({ place: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], items: false } })),
    { inputs: ["place body list"] },
  ],
  [
    "a body of one constant",
    body(object({ kind: { const: "book" }, title: text })),
    { inputs: ["kind body choice", "title body text"] },
  ],
  [
    "a file of 3.1 in a form",
    body(object({ file: { type: "string", contentMediaType: "image/png" } }), "multipart/form-data"),
    { inputs: ["file body file"] },
  ],
  [
    "files of 3.0 in a form",
    body(object({ files: { type: "array", items: { type: "string", format: "binary" } } }), "multipart/form-data"),
    { inputs: ["files body list"] },
  ],
  ["a whole file", body({}, "application/pdf"), { inputs: ["body whole-body file"] }],
  [
    "one name in three places",
    {
      parameters: [
        { name: "id", in: "query", schema: text },
        { name: "id", in: "header", schema: text },
        { name: "id", in: "cookie", schema: text },
      ],
    },
    { inputs: ["id query text", "header_id header text", "cookie_id cookie text"] },
  ],
  [
    "a parameter as JSON",
    {
      parameters: [
        {
          name: "filter",
          in: "query",
          content: { "application/json": { schema: object({ year: { type: "integer" } }) } },
        },
      ],
    },
    { inputs: ["filter query object"] },
  ],
  [
    "headers that are not for people to fill in",
    {
      parameters: [
        { name: "Authorization", in: "header", schema: text },
        { name: "Idempotency-Key", in: "header", schema: text },
        { name: "X-Trace", in: "header", schema: text },
      ],
    },
    { inputs: ["X-Trace header text"] },
  ],
  [
    "a shared parameter that leads to another",
    { parameters: [{ $ref: "#/components/parameters/A" }] },
    { inputs: ["page query integer"] },
    {
      components: {
        parameters: {
          A: { $ref: "#/components/parameters/B" },
          B: { name: "page", in: "query", schema: { type: "integer" } },
        },
      },
    },
  ],
])("%s", (_title, operation, frozen, more = {}) => {
  const paths = { "/a": { post: { responses: {}, ...operation } } };
  const root: Tree = { openapi: "3.1.0", info: { title: "A", version: "1" }, paths, ...more };
  const { inputs, outputs } = freezeOperation({ root, address: "https://a.example/openapi.json" }, "POST /a");
  expect({
    ...(frozen.inputs ? { inputs: inputs.map(({ name, in: place, shape }) => `${name} ${place} ${shape.kind}`) } : {}),
    ...(frozen.outputs ? { outputs: outputs.map(({ name, kind }) => `${name} ${kind}`) } : {}),
  }).toEqual(frozen);
});
