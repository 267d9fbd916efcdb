import type { ServerResponse } from "node:http";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json, PlainJson } from "../../../lib/values/json.ts";
import { httpPeer, type PeerRequest } from "./http-peer.ts";

type Answer = (request: PeerRequest, response: ServerResponse) => void;
export const json = (response: ServerResponse, value: Json, status = 200, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(stringifyJson(value));
};

/** A server with a document, which may change, and an answer to every other request. */
export function server(
  given: PlainJson | (() => PlainJson),
  answer: Answer = (_request, response) => json(response, {}),
) {
  return httpPeer((request, response) => {
    if (request.path === "/v2") return void response.writeHead(404).end();
    if (request.path !== "/openapi.json") return answer(request, response);
    const document = typeof given === "function" ? given() : given;
    if (typeof document !== "string") return json(response, document);
    response.writeHead(200, { "content-type": "application/yaml" }).end(document);
  });
}

export const calls = (peer: { requests: PeerRequest[] }) =>
  peer.requests.filter(({ path }) => !path.startsWith("/v2") && !path.endsWith("/openapi.json") && path !== "/");

export const document = (paths: PlainJson, more: { [key: string]: PlainJson } = {}) => ({
  openapi: "3.1.0",
  info: { title: "Books", version: "2" },
  paths,
  ...more,
});
export const query = (name: string, schema: PlainJson, more = {}) => ({ name, in: "query", schema, ...more });
export const answers = (schema: PlainJson) => ({
  200: { description: "", content: { "application/json": { schema } } },
});
