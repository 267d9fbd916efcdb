import { errorCodes } from "../../../lib/errors.ts";
import type { ApiAnswer, ApiCall, ApiField, ApiGuide } from "../../../lib/views/api-guide.ts";
import { curlFor } from "./api-example.ts";
import { fieldsOf, typeOf } from "./describe-schema.ts";
import { openApiDocument } from "./openapi.ts";

type Api = ReturnType<typeof openApiDocument>;
type Item = NonNullable<Api["paths"]>[string];
type Operation = NonNullable<Item["get"]>;

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The reference page's content, from the very document that scripts read. */
export function makeApiGuide(publicUrl: string): ApiGuide {
  const document = openApiDocument(publicUrl);
  const baseUrl = document.servers?.[0]?.url ?? publicUrl;
  const calls = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ tags: operation.tags ?? [], call: callOf({ method, path, operation, baseUrl }) }] : [];
    }),
  );
  const schemas = Object.entries(document.components?.schemas ?? {});
  return {
    baseUrl,
    groups: (document.tags ?? []).map(({ name }) => ({
      title: name,
      calls: calls.filter(({ tags }) => tags.includes(name)).map(({ call }) => call),
    })),
    schemas: schemas
      .filter(([name]) => !name.endsWith("Output") && name !== "JsonValue")
      .map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
    errors: Object.entries(errorCodes).map(([code, { http: status, retry }]) => ({ code, status, retry })),
  };
}

type Found = { method: string; path: string; operation: Operation; baseUrl: string };

function callOf({ method, path, operation, baseUrl }: Found): ApiCall {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => {
    if ("$ref" in parameter) return [];
    const { name, required = false, description = "", schema } = parameter;
    return [{ name, in: parameter.in, type: typeOf(schema), required, description }];
  });
  const { type, body } = bodyOf(operation);
  const needsKey = operation.security !== undefined;
  return {
    id: operation.operationId ?? `${method}-${path}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? "",
    description: operation.description ?? "",
    needsKey,
    parameters,
    body,
    answers: answersOf(operation),
    example: curlFor({ method: method.toUpperCase(), url: baseUrl + path, type, body, needsKey }),
  };
}

function bodyOf({ requestBody }: Operation): { type: string | undefined; body: ApiField[] } {
  if (!requestBody || "$ref" in requestBody) return { type: undefined, body: [] };
  const [type, content] = Object.entries(requestBody.content)[0] ?? [];
  return { type, body: fieldsOf(content?.schema) };
}

/** The error answers are the same everywhere and stand at the top of the page. */
function answersOf({ responses = {} }: Operation): ApiAnswer[] {
  return Object.entries(responses).flatMap(([status, response]) => {
    if (status === "default" || !isResponse(response)) return [];
    const schema = Object.values(response.content ?? {})[0]?.schema;
    return [{ status, description: response.description, type: typeOf(schema), fields: fieldsOf(schema) }];
  });
}

type Response = { description: string; content?: { [type: string]: { schema?: object } } };

function isResponse(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "description" in value;
}
